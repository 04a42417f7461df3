import { homedir } from 'node:os';
import { join } from 'node:path';
import { fetchStarterModel } from '#scripts/up/fetch-starter-model.ts';

/** Kept outside the checkout and between runs: a fresh clone does not download it again, and no test changes it. */
const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cloister-tests', 'models');

let file: Promise<string> | null = null;

/** The real starter model, fetched once for each machine. @returns its path */
export function starterModelFile(): Promise<string> {
  file ??= fetchStarterModel({ folder: CACHE });
  return file;
}
