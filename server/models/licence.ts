import { lstat, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError, limits } from '#server/platform/index.ts';

/** What allows a model's use here, and who said so. */
export type Licence = {
  /** Its name as the model's maker gives it, or "unknown". */
  name: string;
  text: string | null;
  source: 'metadata' | 'file' | 'administrator';
  /** Why an administrator gave the text. */
  reason: string | null;
};

/** A text that an administrator vouches for, because the model brings none. */
export type GivenLicence = { text: string; reason: string };

const NAMES = ['LICENSE', 'LICENSE.txt', 'LICENSE.md', 'LICENCE', 'LICENCE.txt', 'LICENCE.md', 'COPYING', 'license', 'license.txt'];

/**
 * The licence of a model file: what stands in its metadata, what lies beside it, else what an administrator gives.
 *
 * @throws AppError `model.licenseMissing` where there is none of the three
 */
export async function licenceOf(file: string, named: string, given?: GivenLicence): Promise<Licence> {
  const text = await textBeside(dirname(file));
  if (given) return { name: named, text: given.text, source: 'administrator', reason: given.reason };
  if (text !== null) return { name: named, text, source: named === 'unknown' ? 'file' : 'metadata', reason: null };
  if (named === 'unknown') throw new AppError('model.licenseMissing', { file });
  return { name: named, text: null, source: 'metadata', reason: null };
}

async function textBeside(folder: string): Promise<string | null> {
  for (const name of NAMES) {
    const path = join(folder, name);
    // A link might lead to a file of the box that is nobody's to show.
    const found = await lstat(path).catch(() => null);
    if (found?.isFile() && found.size > 0 && found.size <= limits.licenseTextBytes) return readFile(path, 'utf8');
  }
  return null;
}
