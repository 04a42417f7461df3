import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { getLlama, LlamaLogLevel, type LlamaModel } from 'node-llama-cpp';
import { tempFolder } from './temp-folder.ts';

const GIT_BUNDLE = resolve('node_modules/node-llama-cpp/llama/gitRelease.bundle');

/**
 * A vocabulary without weights, of those that llama.cpp tests its own tokenisers with.
 *
 * @param name such as `llama-spm` (SentencePiece) or `llama-bpe`
 */
export async function openVocabulary(name: string): Promise<AsyncDisposable & { model: LlamaModel }> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await tempFolder());
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder.path, maxBuffer: 64 * 1024 * 1024 });
  git('clone', '--quiet', '--bare', GIT_BUNDLE, 'llama.git');
  const file = join(folder.path, `${name}.gguf`);
  writeFileSync(file, git('-C', 'llama.git', 'show', `HEAD:models/ggml-vocab-${name}.gguf`));
  const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, maxThreads: 1, logLevel: LlamaLogLevel.disabled });
  opened.defer(() => llama.dispose());
  const model = await llama.loadModel({ modelPath: file, vocabOnly: true, ignoreMemorySafetyChecks: true });
  const resources = opened.move();
  return { model, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}
