import { appendFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { db } from '#server/platform/index.ts';
import { llamaMetadata, splitName, splitParts, writeGguf } from '#test/support/gguf-file.ts';
import { openTestDatabase } from '#test/support/open-test-database.ts';
import { findModelFile } from './find-model-file.ts';
import { modelDigest, openModel } from './open-model.ts';

it('registers a model once, with its licence, digest and an audit record', async () => {
  await using box = await openTestDatabase();
  const file = writeGguf(join(box.folder.models, 'small.gguf'));
  const seen: number[] = [];
  const model = await openModel(file, { onBytes: (done) => seen.push(done) });
  expect(model).toMatchObject({
    name: 'small',
    license: 'apache-2.0',
    contextTrained: 4_096,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(seen.at(-1)).toBe(model.sizeBytes);

  const again = await openModel(file, { onBytes: () => expect.unreachable() });
  expect(again).toEqual(model);
  expect(await db().model.count()).toBe(1);
  expect(await db().auditRecord.findMany({ select: { action: true, subjectId: true } })).toEqual([
    { action: 'model.added', subjectId: model.id },
  ]);
});

it('reads a file again that has changed, and keeps one row for one digest', async () => {
  await using box = await openTestDatabase();
  const file = writeGguf(join(box.folder.models, 'small.gguf'));
  const first = await openModel(file);
  utimesSync(file, new Date(1_000), new Date(1_000));
  expect((await openModel(file)).id).toBe(first.id);
  // Another file in its place, of the same size and time: only its inode tells.
  const other = writeGguf(join(box.folder.models, 'other'), { metadata: { ...llamaMetadata, 'general.license': 'unlicense0' } });
  utimesSync(other, new Date(1_000), new Date(1_000));
  renameSync(other, file);
  expect((await openModel(file)).id).not.toBe(first.id);
  writeGguf(file, { weightBytes: 512 });
  expect((await openModel(file)).id).not.toBe(first.id);
  expect(await db().model.count()).toBe(3);
});

it('finds a split model as it was registered, until one of its parts changes', async () => {
  await using box = await openTestDatabase();
  const tensors = ['a', 'b'].map((name) => ({ name, dimensions: [64] }));
  const parts = splitParts({ metadata: llamaMetadata, tensors }, 2);
  const files = parts.map((part, index) => writeGguf(join(box.folder.models, splitName('two', index, 2)), part));
  const model = await openModel(files[1] ?? '');
  expect(await modelDigest(model.file)).toBe(model.sha256);
  appendFileSync(files[1] ?? '', '.');
  expect(await modelDigest(model.file)).not.toBe(model.sha256);
});

it('finds the named file, else the only one in the data folder, else none', async () => {
  await using box = await openTestDatabase();
  const config = { dataDir: box.folder.root };
  expect(findModelFile(config)).toBeNull();
  writeFileSync(join(box.folder.models, 'notes.txt'), '');
  const one = writeGguf(join(box.folder.models, 'one.gguf'));
  expect(findModelFile(config)).toBe(one);
  const two = writeGguf(join(box.folder.models, 'two.gguf'));
  expect(() => findModelFile(config)).toThrowError(
    expect.objectContaining({ code: 'model.several', params: { folder: box.folder.models, files: 'one.gguf, two.gguf' } }),
  );
  expect(findModelFile({ ...config, modelFile: two })).toBe(two);
  expect(() => findModelFile({ ...config, modelFile: '/nowhere.gguf' })).toThrowError(expect.objectContaining({ code: 'model.missing' }));
});
