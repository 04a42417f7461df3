import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AppError, type Config, dataFolder } from '#server/platform/index.ts';
import { ggufSetName } from './gguf-set.ts';

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
  const loose = modelFilesIn(folder);
  // Each that `model add` brought has a folder of its own; without a choice made, one alone is the one.
  const files = loose.length > 0 ? loose : foldersIn(folder).flatMap((name) => modelFilesIn(join(folder, name)));
  if (files.length > 1) throw new AppError('model.several', { folder, files: files.map((file) => basename(file)).join(', ') });
  return files[0] ?? null;
}

/** Models that lie in a folder, of a split one the first part that is there; sorted. Folders below and hidden files are not looked at. */
export function modelFilesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.gguf') && !name.startsWith('.'));
  const first = new Map<string, string>();
  for (const name of names.sort()) if (!first.has(ggufSetName(name))) first.set(ggufSetName(name), join(folder, name));
  return [...first.values()];
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
}
