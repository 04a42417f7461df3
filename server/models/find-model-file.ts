import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, type Config, dataFolder } from '#server/platform/index.ts';

/**
 * The model file to serve: the one that the configuration names, else the one in the data folder.
 *
 * @returns null where there is none: the appliance works without, and says how to add one
 * @throws AppError `model.missing` when the named one is not there, `model.several` when there is a choice
 */
export function findModelFile({ modelFile, dataDir }: Pick<Config, 'modelFile' | 'dataDir'>): string | null {
  if (modelFile !== undefined) {
    if (!existsSync(modelFile)) throw new AppError('model.missing', { file: modelFile });
    return modelFile;
  }
  const folder = dataFolder(dataDir).models;
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.gguf') && !name.startsWith('.')) : [];
  if (files.length > 1) throw new AppError('model.several', { folder, files: files.sort().join(', ') });
  return files[0] === undefined ? null : join(folder, files[0]);
}
