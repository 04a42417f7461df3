import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { AppError } from '#server/platform/index.ts';
import { say } from './say.ts';

/** A fixed name: Next writes a line into tsconfig.json for each new one. */
const building = '.next-build';
const built = '.next';
const replaced = '.next-replaced';
const mark = `${built}/cloister-digest`;

/** What the pages are made from. The server is not among them: pages import its types alone. */
const sources = ['app/**/*', 'public/**/*', 'next.config.ts', 'postcss.config.mjs', 'package-lock.json'];

/**
 * Builds the pages when they are older than their sources.
 *
 * A failed build poisons its folder for every later one, so it is made beside the old one and takes its place only when it
 * succeeded.
 *
 * @throws AppError `appliance.webBuildFailed`; what was half built is removed
 */
export async function buildWebWhenStale(signal: AbortSignal): Promise<void> {
  const digest = sourceDigest();
  if (existsSync(mark) && readFileSync(mark, 'utf8') === digest) return;
  say('Building the web pages: about half a minute.');
  const startedAt = performance.now();
  rmSync(building, { recursive: true, force: true });
  try {
    await runNextBuild(signal);
    writeFileSync(`${building}/cloister-digest`, digest);
    // Renamed away before it is removed: an appliance that still serves the old pages never meets half of them.
    rmSync(replaced, { recursive: true, force: true });
    if (existsSync(built)) renameSync(built, replaced);
    renameSync(building, built);
  } finally {
    for (const left of [building, replaced]) rmSync(left, { recursive: true, force: true });
  }
  say(`Built the web pages in ${Math.round((performance.now() - startedAt) / 1_000)} s.`);
}

function sourceDigest(): string {
  const hash = createHash('sha256');
  const files = sources.flatMap((pattern) => globSync(pattern)).filter((file) => !file.includes('.test.') && statSync(file).isFile());
  for (const file of files.sort()) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

async function runNextBuild(signal: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production', CLOISTER_NEXT_DIR: building },
    signal,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (status === 0) return;
  say(output.trimEnd());
  throw new AppError('appliance.webBuildFailed', { reason: `“next build” ended with status ${status ?? 'none'}` });
}
