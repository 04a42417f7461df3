import { execFile } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { findModelFile } from '#server/models/index.ts';
import { now } from '#server/platform/index.ts';
import { thisRelease } from '#server/releases/index.ts';
import { addVerb, type Ending } from './verb.ts';
import { words } from './words.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** `cloister bundle …`: what a stick carries to a box. Only in a checkout: an installed box has nothing to build from. */
export function addBundle(program: Command, ending: Ending): void {
  if (thisRelease().isPacked) return;
  const bundle = program.command('bundle').description(words('bundle.about'));
  type Options = { out: string; model?: string };
  addVerb(bundle, ending, 'build', words('bundle.build'), async (box, _none, options: Options) => {
    const outDir = resolve(options.out);
    // Loaded here: an installed box has neither.
    const { buildBundle } = await import('#ops/bundle/build-bundle.ts');
    const { buildWebWhenStale } = await import('../up/web-build.ts');
    process.chdir(root);
    await buildWebWhenStale(new AbortController().signal);
    const modelFile = findModelFile({ ...box.config, ...(options.model && { modelFile: options.model }) });
    const built = await buildBundle({
      root,
      outDir,
      ...(modelFile && { modelFile }),
      commit: await commitOf(root),
      builtAt: now(),
      onProgress: ({ files, bytes }) => box.progress(words('bundle.progress', { files, sizeBytes: bytes })),
    });
    return {
      json: built,
      lines: [
        words('bundle.done', { version: built.version, folder: built.folder, files: built.files, sizeBytes: built.bytes }),
        words('bundle.digest', { digest: built.manifestSha256.replace(/(.{8})(?=.)/g, '$1 ') }),
        ...(modelFile ? [] : [words('bundle.noModel')]),
      ],
    };
  })
    .requiredOption('--out <dir>', words('bundle.outOption'))
    .option('--model <file>', words('bundle.modelOption'));
}

function commitOf(folder: string): Promise<string> {
  return new Promise((done) => {
    execFile('git', ['-C', folder, 'rev-parse', 'HEAD'], (error, stdout) => done(error ? '' : stdout.trim()));
  });
}
