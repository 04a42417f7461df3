import { statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type GgufParts, ggufBytes, llamaMetadata, writeGguf, writeSparseGguf } from '#test/support/gguf-file.ts';
import { coderNext, qwen3nextParts, udQ4KXL } from '#test/support/qwen3next-shapes.ts';
import { starterModelFile } from '#test/support/starter-model.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { readGguf } from './gguf.ts';
import { modelFacts } from './model-facts.ts';

it('reads what the starter model says of itself', async () => {
  const file = await starterModelFile();
  expect(modelFacts(file, await readGguf(file))).toMatchObject({
    name: 'SmolLM2-135M-Instruct.Q4_1',
    architecture: 'llama',
    license: 'apache-2.0',
    contextTrained: 8_192,
    shape: { layers: 30, embedding: 576, heads: 9, kvHeads: 3, keyLength: 64, valueLength: 64, vocabulary: 49_152, activeShare: 1 },
    chatTemplate: expect.stringContaining('<|im_start|>'),
  });
});

it('reads a sound small file, with texts, lists and tensors', async () => {
  await using folder = await tempFolder();
  const metadata = { ...llamaMetadata, 'llama.rope.dimension_sections': [1, 2, 3] };
  const gguf = await readGguf(writeGguf(join(folder.path, 'a.gguf'), { metadata }));
  expect(gguf.metadata.get('llama.rope.dimension_sections')).toEqual({ count: 3, numbers: [1, 2, 3] });
  expect(gguf.metadata.get('tokenizer.ggml.tokens')).toEqual({ count: 3 });
  expect(gguf.tensors).toEqual([{ name: 'token_embd.weight', type: 'F32', dimensions: [64, 1], offset: 0, sizeBytes: 256 }]);
});

const far = 2 ** 52;
const damaged: [string, GgufParts, RegExp][] = [
  ['another kind of file', { magic: 'PK\u0003\u0004' }, /does not begin with GGUF/],
  ['a version of tomorrow', { version: 4 }, /version is 4/],
  ['a count of tensors beyond all reason', { claims: { tensors: far } }, /promises \d+ tensors/],
  ['a count of entries beyond all reason', { claims: { entries: far } }, /promises \d+ metadata entries/],
  ['more layers than any model', { metadata: { ...llamaMetadata, 'llama.block_count': 1_000_000_000 } }, /promises 1000000000 layers/],
  [
    'more layers than any model, in a list',
    { metadata: { ...llamaMetadata, 'llama.block_count': [2, 1_000_000_000] } },
    /promises 1000000000 layers/,
  ],
  [
    'fewer layers than none',
    { metadata: { ...llamaMetadata, 'llama.nextn_predict_layers': { as: 'int32', value: -1_000_000_000 } } },
    /promises -1000000000 layers/,
  ],
  ['more entries than it holds', { claims: { entries: 60_000 } }, /./],
  ['more tensors than it holds', { claims: { tensors: 200_000 } }, /./],
  ['a tensor whose size overflows', { tensors: [{ name: 'a', dimensions: [far, far] }] }, /impossibly large/],
  ['a tensor of five dimensions', { tensors: [{ name: 'a', dimensions: [1, 1, 1, 1, 1] }] }, /5 dimensions/],
  ['a tensor of an unknown type', { tensors: [{ name: 'a', dimensions: [64], type: 4_000 }] }, /unknown type 4000/],
  ['rows that are no whole blocks', { tensors: [{ name: 'a', dimensions: [33], type: 2 }] }, /no whole blocks/],
  ['a tensor beyond its end', { tensors: [{ name: 'a', dimensions: [65] }] }, /it has \d+ of \d+ bytes/],
  ['a tensor that is not where it should be', { tensors: [{ name: 'a', dimensions: [8], offset: 64 }] }, /not where it should be/],
  [
    'two tensors of one name',
    {
      tensors: [
        { name: 'a', dimensions: [8] },
        { name: 'a', dimensions: [8], offset: 32 },
      ],
    },
    /stands in it twice/,
  ],
  ['a name that is too long', { tensors: [{ name: 'a'.repeat(64), dimensions: [8] }] }, /bytes of one text/],
  ['an impossible alignment', { metadata: { ...llamaMetadata, 'general.alignment': 33 } }, /alignment is impossible/],
  ['an alignment without bound', { metadata: { ...llamaMetadata, 'general.alignment': 2 ** 31 } }, /alignment is impossible/],
];

it.each(damaged)('refuses %s in words', async (_, parts, reason) => {
  await using folder = await tempFolder();
  const file = writeGguf(join(folder.path, 'a.gguf'), parts);
  await expect(readGguf(file)).rejects.toMatchObject({ code: 'model.damaged', params: { file, reason: expect.stringMatching(reason) } });
});

it('refuses a file that was cut anywhere, and one whose bytes were changed, or reads it: it never fails otherwise', async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, 'a.gguf');
  const sound = ggufBytes();
  const change = fc.record({ cutAt: fc.nat(sound.length), at: fc.nat(sound.length - 1), byte: fc.integer({ min: 0, max: 255 }) });
  await fc.assert(
    fc.asyncProperty(change, async ({ cutAt, at, byte }) => {
      writeFileSync(file, sound);
      truncateSync(file, cutAt);
      if (cutAt < sound.length) await expect(readGguf(file)).rejects.toMatchObject({ code: 'model.damaged' });
      const changed = Buffer.from(sound);
      changed[at] = byte;
      writeFileSync(file, changed);
      const outcome = await readGguf(file).catch((error: { code?: string }) => error.code);
      expect(typeof outcome === 'object' || outcome === 'model.damaged').toBe(true);
    }),
    { seed: 13, numRuns: 300 },
  );
});

it.each([
  ['no architecture', { 'general.architecture': '' }, /names no architecture/],
  ['no context length', { 'llama.context_length': 0 }, /no llama.context_length/],
  ['a part of a split model', { 'split.count': 2 }, /one part of a split model/],
])('refuses a model with %s', async (_, entry, reason) => {
  await using folder = await tempFolder();
  const file = writeGguf(join(folder.path, 'a.gguf'), { metadata: { ...llamaMetadata, ...entry } });
  const gguf = await readGguf(file);
  expect(() => modelFacts(file, gguf)).toThrowError(
    expect.objectContaining({ code: 'model.damaged', params: { file, reason: expect.stringMatching(reason) } }),
  );
});

it('knows that few of many experts are used for a token', async () => {
  await using folder = await tempFolder();
  const metadata = { ...llamaMetadata, 'llama.expert_count': 32, 'llama.expert_used_count': 4 };
  const file = writeGguf(join(folder.path, 'a.gguf'), { metadata });
  expect(modelFacts(file, await readGguf(file)).shape.activeShare).toBe(4 / 32);
});

it('refuses a vocabulary without weights', async () => {
  await using folder = await tempFolder();
  const file = writeGguf(join(folder.path, 'a.gguf'), { tensors: [] });
  const gguf = await readGguf(file);
  expect(() => modelFacts(file, gguf)).toThrowError(expect.objectContaining({ code: 'model.damaged' }));
});

it('says so when there is no file, or no file that can be read', async () => {
  await using folder = await tempFolder();
  await expect(readGguf(join(folder.path, 'none.gguf'))).rejects.toMatchObject({ code: 'model.missing' });
  await expect(readGguf(folder.path)).rejects.toMatchObject({ code: 'model.damaged' });
});

it('reads the header of a model of 46.20 GiB, real shapes and all, of which only that header takes disk', async () => {
  await using folder = await tempFolder();
  const file = writeSparseGguf(join(folder.path, 'coder.gguf'), qwen3nextParts(coderNext, udQ4KXL(48)));
  const gguf = await readGguf(file);
  expect((gguf.sizeBytes / 1024 ** 3).toFixed(2)).toBe('46.20');
  expect(statSync(file).blocks * 512).toBeLessThan(8_000_000);
  const experts = gguf.tensors.filter(({ name }) => name.includes('_exps.')).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  expect(experts / 1024 ** 2).toBe(44_640);
});
