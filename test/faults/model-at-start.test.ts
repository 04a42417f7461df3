import { copyFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { trpcOverSocket } from '#test/support/control-client.ts';
import { llamaMetadata, writeGguf } from '#test/support/gguf-file.ts';
import { commitFiles, initRepository } from '#test/support/make-repository.ts';
import { startAppliance } from '#test/support/start-appliance.ts';
import { starterModelFile } from '#test/support/starter-model.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { waitFor } from '#test/support/wait-for.ts';

type Case = { says: string; make: (file: string) => void | Promise<void>; code: string };

const cases: Case[] = [
  { says: 'cut short', code: 'model.damaged', make: async (file) => cut(file, await starterModelFile()) },
  {
    says: 'too large for the memory',
    code: 'model.tooLarge',
    make: (file) => {
      const keys = { 'llama.attention.head_count_kv': 2 ** 30, 'llama.attention.key_length': 2 ** 20 };
      const tensors = ['token_embd', 'blk.0.attn_k'].map((name) => ({ name: `${name}.weight`, dimensions: [64, 1] }));
      writeGguf(file, { metadata: { ...llamaMetadata, ...keys }, tensors, weightBytes: 512 });
    },
  },
  { says: 'one of two', code: 'model.several', make: (file) => [file, `${file}.2.gguf`].forEach((each) => void writeGguf(each)) },
];

function cut(file: string, whole: string): void {
  copyFileSync(whole, file);
  truncateSync(file, 50_000_000);
}

describe('an appliance whose model is', () => {
  it.each(cases)('$says starts without an engine, says why, and searches all the same', async ({ make, code }) => {
    await using folder = await tempFolder();
    const dataDir = join(folder.path, 'data');
    mkdirSync(join(dataDir, 'models'), { recursive: true });
    await make(join(dataDir, 'models', 'chosen.gguf'));
    await using box = await startAppliance({ dataDir });
    const console_ = trpcOverSocket(box.controlSocket);
    await waitFor(async () => (await console_.queue.view.query()).engine.state === 'none', { what: 'the engine’s state' });
    expect((await console_.queue.view.query()).engine).toMatchObject({ state: 'none', why: { code } });

    const ready = await fetch(`${box.url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ reasons: [{ code, remedy: expect.stringMatching(/start again|CLOISTER_MODEL/) }] });
    expect(await (await fetch(`${box.url}/readyz`)).text()).not.toContain(dataDir);
    const repository = initRepository(join(folder.path, 'repository'));
    commitFiles(repository, { 'src/parser.c': 'int parse_cache_type(void);\n' }, 'first');
    await console_.repositories.add.mutate({ name: 'ledger', source: { kind: 'path', path: repository } });
    await waitFor(async () => (await console_.repositories.list.query())[0]?.revision, { what: 'an import' });
    const found = await console_.search.run.query({ repositories: ['ledger'], text: 'parse cache type' });
    expect(found.results[0]).toMatchObject({ path: 'src/parser.c' });

    const { reasons } = await console_.health.status.query();
    const engine = (await console_.health.doctor.query({})).find((check) => check.name === 'engine');
    expect(engine).toMatchObject({ state: 'fail', message: reasons[0]?.message, remedy: reasons[0]?.remedy });
    expect(await box.stop()).toBe(0);
  });
});

it('opens the doors before it has read the model’s file, says how far it is, and stops at once in the middle', async () => {
  await using folder = await tempFolder();
  const model = writeGguf(join(folder.path, 'large.gguf'));
  truncateSync(model, 2 ** 40);
  await using box = await startAppliance({ model });
  const console_ = trpcOverSocket(box.controlSocket);
  await waitFor(async () => (await console_.queue.view.query()).engine.state === 'checking', { what: 'a check' });
  expect(await (await fetch(`${box.url}/readyz`)).json()).toMatchObject({ reasons: [{ code: 'engine.checking' }] });
  expect((await console_.health.doctor.query({})).find((check) => check.name === 'engine')).toMatchObject({ state: 'look' });
  expect(await box.stop()).toBe(0);
});

it('tries a model that nobody has accepted, serves it once it passed, and does not try it again', async () => {
  await using folder = await tempFolder();
  const dataDir = join(folder.path, 'data');
  const model = join(folder.path, 'other.gguf');
  // 1,024 tokens of context for 8,192: the same model under another digest, and less to read for a needle.
  writeFileSync(model, changed(readFileSync(await starterModelFile()), 'llama.context_length', 5, 0x04));
  const tried = new Set<string>();
  for (const _ of ['first', 'second']) {
    await using box = await startAppliance({ model, dataDir });
    const console_ = trpcOverSocket(box.controlSocket);
    await waitFor(async () => (await console_.queue.view.query()).engine.state === 'ready', {
      what: 'an accepted model',
      timeoutMs: 240_000,
    });
    const [found] = await console_.models.list.query();
    expect(found).toMatchObject({ name: 'other', acceptances: [{ passed: true, report: { passed: true } }] });
    tried.add(found?.acceptances[0]?.id ?? '');
    expect(await box.stop()).toBe(0);
  }
  expect(tried.size).toBe(1);
}, 300_000);

/** Values in the header that our checks cannot know to be wrong, and that llama.cpp meets in native code. */
const hostile: [string, string, number, number][] = [
  ['a tokenizer of an unknown kind', 'tokenizer.ggml.model', 12, 0x58],
  ['another number of heads', 'llama.attention.head_count', 4, 7],
  ['another width', 'llama.embedding_length', 4, 0x41],
  ['no layers that are there', 'llama.block_count', 4, 0x1f],
  ['a feed-forward part of another size', 'llama.feed_forward_length', 4, 1],
];

it.each(hostile)('goes on without an engine where a file of %s kills it', async (_, key, behind, value) => {
  await using folder = await tempFolder();
  const model = join(folder.path, 'hostile.gguf');
  writeFileSync(model, changed(readFileSync(await starterModelFile()), key, behind, value));
  await using box = await startAppliance({ model });
  const console_ = trpcOverSocket(box.controlSocket);
  await waitFor(async () => (await console_.queue.view.query()).engine.state === 'none', { what: 'a refusal', timeoutMs: 60_000 });
  expect((await fetch(`${box.url}/healthz`)).status).toBe(200);
  expect(await console_.repositories.list.query()).toEqual([]);
  expect(await box.stop()).toBe(0);
});

/** @param behind bytes of the value's type and length that stand between its key and the byte that is set */
function changed(bytes: Buffer, key: string, behind: number, value: number): Buffer {
  const at = bytes.indexOf(key) + key.length + behind;
  bytes[at] = value;
  return bytes;
}
