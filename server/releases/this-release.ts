import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export type Release = {
  version: string;
  /** Full commit id; "" in a checkout. */
  commit: string;
  /** ISO time; "" in a checkout. */
  builtAt: string;
  /** True for an installed release, false for a checkout. */
  isPacked: boolean;
};

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const packed = z.object({ version: z.string(), commit: z.string(), builtAt: z.string() });

/** What runs here: release.json as the bundle's maker wrote it, else the checkout's package.json. */
export function thisRelease(): Release {
  const file = join(root, 'release.json');
  if (existsSync(file)) return { ...packed.parse(JSON.parse(readFileSync(file, 'utf8'))), isPacked: true };
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  return { version, commit: '', builtAt: '', isPacked: false };
}
