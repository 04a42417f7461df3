import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { buildDigest, launchOf, llamaServerBuild, variantLinks } from '#server/engine/index.ts';
import { AppError } from '#server/platform/index.ts';
import { isInstalled } from '../installed.ts';
import { progressLine, say, sayFailure } from '../up/say.ts';

/** What builds llama-server. */
export const buildTools = [
  { command: 'git', debianPackage: 'git' },
  { command: 'cmake', debianPackage: 'cmake' },
  { command: 'g++', debianPackage: 'g++' },
  { command: 'make', debianPackage: 'make' },
] as const;

/** Translation units compiled at the same time: the largest take 1.5 GB each. */
const JOBS = 2;

/** `npm run build:llama-server`. @returns the exit status */
export async function run(): Promise<number> {
  try {
    await buildLlamaServer();
    return 0;
  } catch (error) {
    sayFailure(error, llamaServerBuild.folder);
    return 1;
  }
}

/**
 * Builds llama-server, llama-perplexity and llama.cpp's benchmarks, unless they are there already for the source and libraries that
 * are installed. Builds for others are removed.
 *
 * @returns the folder of the programs
 * @throws AppError `engine.buildToolsMissing`, `engine.buildFailed`
 */
export async function buildLlamaServer(): Promise<string> {
  const digest = buildDigest();
  const done = join(llamaServerBuild.folder, digest);
  if (existsSync(done)) return done;
  const missing = buildTools.filter(({ command }) => !isInstalled(command)).map(({ debianPackage }) => debianPackage);
  if (missing.length > 0) throw new AppError('engine.buildToolsMissing', { packages: missing.join(' ') });
  mkdirSync(llamaServerBuild.folder, { recursive: true });
  const work = mkdtempSync(join(llamaServerBuild.folder, 'building-'));
  try {
    await compile(work);
    const made = join(work, 'bin');
    for (const { variant, links } of variantLinks()) {
      mkdirSync(join(made, variant));
      for (const [name, library] of Object.entries(links)) symlinkSync(library, join(made, variant, name));
    }
    // A whole build appears at once, or another one was first.
    if (!existsSync(done)) renameSync(made, done);
    expectToStart();
  } catch (error) {
    rmSync(done, { recursive: true, force: true });
    throw error;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  for (const name of readdirSync(llamaServerBuild.folder)) {
    if (name !== digest && !name.startsWith('building-')) rmSync(join(llamaServerBuild.folder, name), { recursive: true, force: true });
  }
  return done;
}

async function compile(work: string): Promise<void> {
  const startedAt = performance.now();
  say(`Building ${llamaServerBuild.programs.join(', ')}: about four minutes on two cores, once.`);
  const source = join(work, 'source');
  await step('git', ['clone', '--quiet', '-c', 'advice.detachedHead=false', llamaServerBuild.source, source]);
  mkdirSync(join(work, 'recipe'));
  copyFileSync(llamaServerBuild.recipe, join(work, 'recipe/CMakeLists.txt'));
  await step('cmake', [
    ...['-S', join(work, 'recipe'), '-B', work, '-G', 'Unix Makefiles', '-DCMAKE_BUILD_TYPE=Release'],
    ...[`-DLLAMA_SOURCE=${source}`, `-DLLAMA_LIBRARIES=${llamaServerBuild.libraries}`],
  ]);
  const line = progressLine();
  await step('cmake', ['--build', work, '--target', 'programs', '--', `-j${JOBS}`], (text) => {
    const percent = text.match(/^\[\s*(\d+)%\]/)?.[1];
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    if (percent) line.show(`  ${percent} % compiled, ${seconds} s`);
  }).finally(() => line.end());
  say(`Built in ${Math.round((performance.now() - startedAt) / 1_000)} s.`);
}

/** A program that does not find a symbol in its libraries says so here, not to a team. */
function expectToStart(): void {
  const { file, cwd, env } = launchOf('llama-server', 'cpu');
  const { status, stderr } = spawnSync(file, ['--version'], { cwd, env, encoding: 'utf8' });
  if (status !== 0)
    throw new AppError('engine.buildFailed', { reason: stderr.trim().split('\n', 1)[0] ?? `it ends with status ${status}` });
}

/** @throws AppError `engine.buildFailed` with the last words of the step */
async function step(command: string, args: readonly string[], onLine: (line: string) => void = () => {}): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let last = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      last = (last + text).slice(-4_000);
      for (const line of text.split('\n')) onLine(line);
    });
  }
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (status !== 0) throw new AppError('engine.buildFailed', { reason: reasonIn(last) ?? `“${command}” ended with status ${status}` });
}

function reasonIn(output: string): string | undefined {
  return output.split('\n').find((line) => /\berror\b|fatal|No space left/i.test(line));
}
