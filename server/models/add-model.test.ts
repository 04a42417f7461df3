import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { authorize } from '#server/identity/index.ts';
import { type Actor, db } from '#server/platform/index.ts';
import { ggufBytes, llamaMetadata, splitName, splitParts, writeGguf, writeSparseGguf } from '#test/support/gguf-file.ts';
import { openTestDatabase } from '#test/support/open-test-database.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { addModel, findModel, listModels, openModel, setModelRole } from './index.ts';

const admin: Actor = { kind: 'console', unixUser: 'root' };
const box = authorize(admin, 'administer', { kind: 'appliance', id: 'box' });
const { 'general.license': _, ...unlicensed } = llamaMetadata;

it('copies a model with its licence, digest by digest, and records where it came from', async () => {
  await using data = await openTestDatabase();
  await using stick = await tempFolder();
  const file = writeGguf(join(stick.path, 'coder.gguf'), { metadata: { ...llamaMetadata, 'general.file_type': 15 } });
  writeFileSync(join(stick.path, 'LICENSE'), 'Do as you like.');
  const seen: number[] = [];
  const added = await addModel(admin, box, { path: file }, { folder: data.folder.models, onBytes: (done) => seen.push(done) });
  const model = await findModel('coder');
  expect(model).toMatchObject({
    ...{ name: 'coder', sha256: added.sha256, quantisation: 'Q4_K_M', origin: file, isChosen: false, acceptances: [] },
    license: { name: 'apache-2.0', source: 'metadata', text: 'Do as you like.', reason: null },
    parts: [{ number: 1, sha256: added.sha256 }],
  });
  expect(seen.at(-1)).toBe(model.sizeBytes);
  expect(readFileSync(model.file).equals(readFileSync(file))).toBe(true);
  expect(readdirSync(data.folder.models)).toEqual(['coder']);
  expect((await openModel(model.file, { onBytes: () => expect.unreachable() })).id).toBe(added.id);
  expect(await db().auditRecord.findMany({ select: { action: true, subjectId: true } })).toEqual([
    { action: 'model.added', subjectId: added.id },
  ]);
});

it('takes a folder with a split model, every part or nothing', async () => {
  await using data = await openTestDatabase();
  await using stick = await tempFolder();
  const whole = { metadata: llamaMetadata, tensors: [1, 2, 3].map((i) => ({ name: `t${i}`, dimensions: [64, i] })) };
  const files = splitParts(whole, 3).map((part, i) => writeSparseGguf(join(stick.path, splitName('big', i, 3)), part));
  const added = await addModel(admin, box, { path: stick.path }, { folder: data.folder.models });
  const model = await findModel('big');
  expect(model.parts.map(({ number }) => number)).toEqual([1, 2, 3]);
  expect(readdirSync(join(data.folder.models, 'big')).sort()).toEqual(files.map((file) => basename(file)));
  const opened = await openModel(model.file, { onBytes: () => expect.unreachable() });
  expect(opened).toMatchObject({ id: added.id, sha256: added.sha256, name: 'big' });
});

it('takes a model that is known already for the one it is', async () => {
  await using data = await openTestDatabase();
  await using stick = await tempFolder();
  const added = await addModel(admin, box, { path: writeGguf(join(stick.path, 'a.gguf')) }, { folder: data.folder.models });
  const again = await addModel(admin, box, { path: writeGguf(join(stick.path, 'b.gguf')) }, { folder: data.folder.models });
  expect(again).toEqual({ ...added, isNew: false });
  expect(readdirSync(data.folder.models)).toEqual(['a']);
});

it('leaves a model where it is that lies in the data folder', async () => {
  await using data = await openTestDatabase();
  const file = writeGguf(join(data.folder.models, 'here.gguf'));
  await addModel(admin, box, { path: file }, { folder: data.folder.models });
  expect((await findModel('here')).file).toBe(file);
  expect(readdirSync(data.folder.models)).toEqual(['here.gguf']);
});

it('refuses a model without a licence, unless an administrator gives text and reason', async () => {
  await using data = await openTestDatabase();
  await using stick = await tempFolder();
  const file = writeGguf(join(stick.path, 'a.gguf'), { metadata: unlicensed });
  await using elsewhere = await tempFolder();
  writeFileSync(join(elsewhere.path, 'secret'), 'not a licence');
  symlinkSync(join(elsewhere.path, 'secret'), join(stick.path, 'LICENSE'));
  await expect(addModel(admin, box, { path: file }, { folder: data.folder.models })).rejects.toMatchObject({
    code: 'model.licenseMissing',
  });
  expect(await listModels()).toEqual([]);
  await addModel(admin, box, { path: file, license: { text: 'Ours.', reason: 'We trained it.' } }, { folder: data.folder.models });
  expect((await findModel('a')).license).toEqual({ name: 'unknown', source: 'administrator', text: 'Ours.', reason: 'We trained it.' });
});

it.each([
  ['a damaged file', (path: string) => writeFileSync(path, ggufBytes().subarray(0, 300)), 'model.damaged'],
  ['a folder with two models', (path: string) => [writeGguf(path), writeGguf(`${path}-2.gguf`, { weightBytes: 512 })], 'model.several'],
  ['a folder without any', () => {}, 'model.missing'],
])('refuses %s and leaves nothing behind', async (_name, prepare, code) => {
  await using data = await openTestDatabase();
  await using stick = await tempFolder();
  prepare(join(stick.path, 'a.gguf'));
  await expect(addModel(admin, box, { path: stick.path }, { folder: data.folder.models })).rejects.toMatchObject({ code });
  expect(readdirSync(data.folder.models)).toEqual([]);
});

it('stops when asked, and clears what a killed run has left; a name that is taken stays whose it is', async () => {
  await using data = await openTestDatabase();
  await using stick = await tempFolder();
  const folder = data.folder.models;
  const file = writeGguf(join(stick.path, 'a.gguf'));
  await expect(addModel(admin, box, { path: file }, { folder, signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  expect(readdirSync(folder)).toEqual([]);
  mkdirSync(join(folder, '.unfinished-add-old'));
  await addModel(admin, box, { path: file }, { folder });
  expect(readdirSync(folder)).toEqual(['a']);
  writeGguf(file, { weightBytes: 512 });
  await expect(addModel(admin, box, { path: file }, { folder })).rejects.toMatchObject({ code: 'model.nameTaken' });
  expect(existsSync(join(folder, 'a', 'a.gguf'))).toBe(true);
});

it('finds a model by name and digest, and says so where two share a name', async () => {
  await using data = await openTestDatabase();
  await using stick = await tempFolder();
  const one = await addModel(admin, box, { path: writeGguf(join(stick.path, 'a.gguf')) }, { folder: data.folder.models });
  await openModel(writeGguf(join(stick.path, 'a.gguf'), { weightBytes: 512 }));
  await expect(findModel('a')).rejects.toMatchObject({ code: 'model.ambiguous' });
  expect((await findModel(one.sha256.slice(0, 12))).id).toBe(one.id);
  await expect(findModel('b')).rejects.toMatchObject({ code: 'model.unknown', params: { name: 'b' } });
});

it('gives a role to one model at a time, recorded', async () => {
  await using data = await openTestDatabase();
  await using stick = await tempFolder();
  for (const name of ['a', 'b']) {
    const file = writeGguf(join(stick.path, `${name}.gguf`), { metadata: { ...llamaMetadata, 'general.name': name } });
    await addModel(admin, box, { path: file }, { folder: data.folder.models });
    await setModelRole(admin, box, name, 'planner');
  }
  expect((await listModels()).map(({ name, roles }) => [name, roles])).toEqual([
    ['b', ['planner']],
    ['a', []],
  ]);
  expect(await db().auditRecord.count({ where: { action: 'model.roleSet' } })).toBe(2);
});
