import { rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type GgufParts, ggufBytes, llamaMetadata, splitName, splitParts, writeGguf, writeSparseGguf } from '#test/support/gguf-file.ts';
import { coderNext, qwen3nextParts, udQ4KXL } from '#test/support/qwen3next-shapes.ts';
import { starterModelFile } from '#test/support/starter-model.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { readGguf } from './gguf.ts';
import { readGgufSet } from './index.ts';

const whole: GgufParts = {
  metadata: llamaMetadata,
  tensors: Array.from({ length: 7 }, (_, i) => ({ name: `t${i}`, dimensions: [64, i + 1] })),
};

function writeSet(folder: string, parts: readonly GgufParts[], name = 'model'): string[] {
  return parts.map((part, index) => writeSparseGguf(join(folder, splitName(name, index, parts.length)), part));
}

it('joins the parts of a model to what it was before, whichever part is named', async () => {
  await using folder = await tempFolder();
  const files = writeSet(folder.path, splitParts(whole, 3));
  const one = await readGguf(writeSparseGguf(join(folder.path, 'one.gguf'), whole));
  for (const file of files) {
    const set = await readGgufSet(file);
    expect(set.tensors.map(({ name, sizeBytes }) => [name, sizeBytes])).toEqual(one.tensors.map((t) => [t.name, t.sizeBytes]));
    expect(set.metadata).toEqual(one.metadata);
    expect(set.files).toEqual(files.map((path) => ({ file: path, sizeBytes: statSync(path).size })));
    expect(set.sizeBytes).toBe(files.reduce((sum, path) => sum + statSync(path).size, 0));
  }
});

it('takes a model of one file for a set of one', async () => {
  const file = await starterModelFile();
  const { files, ...rest } = await readGgufSet(file);
  expect(files).toEqual([{ file, sizeBytes: statSync(file).size }]);
  expect(rest).toEqual(await readGguf(file));
});

it('reads the set of a model of 46.20 GiB in parts', async () => {
  await using folder = await tempFolder();
  const [first = ''] = writeSet(folder.path, splitParts(qwen3nextParts(coderNext, udQ4KXL(48)), 12));
  const set = await readGgufSet(first);
  expect((set.sizeBytes / 1024 ** 3).toFixed(2)).toBe('46.20');
  expect(set.files).toHaveLength(12);
});

it('names the part that is missing', async () => {
  await using folder = await tempFolder();
  const [first = '', second = ''] = writeSet(folder.path, splitParts(whole, 3));
  rmSync(second);
  await expect(readGgufSet(first)).rejects.toMatchObject({ code: 'model.partMissing', params: { file: second, part: 2, count: 3 } });
});

it('names the part that is cut short', async () => {
  await using folder = await tempFolder();
  const [first = '', second = ''] = writeSet(folder.path, splitParts(whole, 3));
  truncateSync(second, statSync(second).size - 1);
  await expect(readGgufSet(first)).rejects.toMatchObject({ code: 'model.damaged', params: { file: second } });
});

const edited = (part: number, change: (parts: GgufParts) => void) => {
  const parts = splitParts(whole, 3);
  const one = parts[part];
  if (one) change(one);
  return parts;
};
const uint16 = (value: number) => ({ as: 'uint16' as const, value });
const int32 = (value: number) => ({ as: 'int32' as const, value });

const mixed: [string, GgufParts[], RegExp][] = [
  ['a part with another number', edited(1, ({ metadata }) => Object.assign(metadata ?? {}, { 'split.no': uint16(2) })), /part 3 of 3/],
  ['a part of another count', edited(2, ({ metadata }) => Object.assign(metadata ?? {}, { 'split.count': uint16(4) })), /part 3 of 4/],
  ['a part that is a whole model', edited(1, (part) => Object.assign(part, { metadata: llamaMetadata })), /it is none/],
  [
    'a part of another model',
    edited(1, ({ metadata }) => Object.assign(metadata ?? {}, { 'general.architecture': 'gpt2' })),
    /different models/,
  ],
  ['a tensor too few', edited(2, (part) => Object.assign(part, { tensors: [] })), /6 of 7 tensors/],
  ['a promise of more', edited(0, ({ metadata }) => Object.assign(metadata ?? {}, { 'split.tensors.count': int32(8) })), /7 of 8 tensors/],
  ['a tensor twice', edited(2, (part) => Object.assign(part, { tensors: [{ name: 't0', dimensions: [64, 7] }] })), /two of its parts/],
];

it.each(mixed)('refuses a set with %s', async (_, parts, reason) => {
  await using folder = await tempFolder();
  const [first = ''] = writeSet(folder.path, parts);
  await expect(readGgufSet(first)).rejects.toMatchObject({ code: 'model.damaged', params: { reason: expect.stringMatching(reason) } });
});

it('refuses names that count impossibly, and a part under another name', async () => {
  await using folder = await tempFolder();
  for (const name of ['a-00004-of-00003.gguf', 'a-00000-of-00003.gguf', 'a-00001-of-99999.gguf']) {
    const file = join(folder.path, name);
    writeFileSync(file, ggufBytes());
    await expect(readGgufSet(file)).rejects.toMatchObject({ code: 'model.damaged' });
  }
  const [part = {}] = splitParts(whole, 3);
  const renamed = writeGguf(join(folder.path, 'renamed.gguf'), part);
  await expect(readGgufSet(renamed)).rejects.toMatchObject({ code: 'model.damaged' });
});
