import { execFileSync } from 'node:child_process';
import { createWriteStream, existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import { expect, it } from 'vitest';
import { act, record, verifyAudit } from '#server/audit/index.ts';
import { type ConsoleActor, type DataFolder, dataFolder, lockDataFolder, newId, now, openReadOnly } from '#server/platform/index.ts';
import { openTestDatabase } from '#test/support/open-test-database.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { beginBackup, endBackup, listBackup, restoreBackup, writeBackup } from './index.ts';

const console: ConsoleActor = { kind: 'console', unixUser: 'root' };
const migrationsDir = 'prisma/migrations';

/** A box with a person who is signed in, a mirror and an index, backed up to `file` while it runs. */
async function backedUpBox(file: string): Promise<void> {
  await using box = await openTestDatabase();
  await addSignedInPerson();
  const mirror = join(box.folder.mirrors, 'one.git');
  execFileSync('git', ['init', '-q', '--bare', mirror]);
  await writeFile(join(box.folder.indexes, 'one.db'), 'an index');
  await writeFile(join(box.folder.indexes, 'one.db.building'), 'half an index');
  await makeBackup(box.folder, file);
}

async function addSignedInPerson(): Promise<void> {
  await act(console, 'user.added', async (tx) => {
    const user = { id: newId(), name: 'Ada', nameKey: 'ada', role: 'admin', createdAt: now() };
    await tx.user.create({ data: user });
    const session = { id: newId(), userId: user.id, createdAt: now(), lastUsedAt: now(), address: '', userAgent: '' };
    await tx.session.create({ data: { ...session, expiresAt: new Date(now().getTime() + 3_600_000) } });
    return { record: { userId: user.id, name: user.name, role: user.role }, result: null };
  });
}

async function makeBackup(folder: DataFolder, file: string): Promise<void> {
  const { intentIndex, snapshotDir } = await beginBackup(console, folder, file);
  const head = { format: 1 as const, version: '0.1.0', madeAt: now().toISOString() };
  const written = await writeBackup(file, head, await listBackup(folder, snapshotDir));
  await endBackup(console, folder, { intentIndex, file, ...written, isDone: true });
  expect(existsSync(snapshotDir)).toBe(false);
}

function restore(file: string, dataDir: string) {
  return restoreBackup({ file, dataDir, migrationsDir, actor: console });
}

/** Names and contents of everything in a folder, but for the lock. */
function everythingIn(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    names
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !path.includes('appliance.lock'))
      .sort()
      .map((path) => [path, readFileSync(path).toString('base64')]),
  );
}

it('gives back what was there, but nobody’s session', async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, 'box.tar');
  await backedUpBox(file);
  const dataDir = join(folder.path, 'restored');
  const read = await restore(file, dataDir);
  expect(read.head.version).toBe('0.1.0');
  const data = dataFolder(dataDir);
  expect(await readFile(join(data.indexes, 'one.db'), 'utf8')).toBe('an index');
  expect(existsSync(join(data.indexes, 'one.db.building'))).toBe(false);
  expect(execFileSync('git', ['-C', join(data.mirrors, 'one.git'), 'rev-parse', '--is-bare-repository'], { encoding: 'utf8' })).toBe(
    'true\n',
  );
  const client = openReadOnly(data.appDatabase);
  expect(await client.user.findMany({ select: { name: true, role: true } })).toEqual([{ name: 'Ada', role: 'admin' }]);
  expect(await client.session.count()).toBe(0);
  const last = await client.auditRecord.findFirstOrThrow({ orderBy: { index: 'desc' } });
  expect(last).toMatchObject({ action: 'backup.restored', actorKind: 'console', actorName: 'root' });
  await client.$disconnect();
  const proof = await verifyAudit({ file: data.appDatabase, checkpointFile: data.auditCheckpoint, keyFile: data.auditKey });
  expect(proof).toMatchObject({ ok: true, records: last.index + 1 });
  expect(readdirSync(dataDir).filter((name) => name.startsWith('restore-'))).toEqual([]);
});

it('can be read by any tar, and checked by sha256sum', async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, 'box.tar');
  await backedUpBox(file);
  execFileSync('tar', ['-xf', file, '-C', folder.path]);
  execFileSync('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], { cwd: folder.path });
});

it('takes the place of what was there before', async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, 'box.tar');
  await backedUpBox(file);
  const dataDir = join(folder.path, 'other');
  await mkdir(join(dataDir, 'mirrors', 'gone.git'), { recursive: true });
  await mkdir(join(dataDir, 'models'));
  for (const name of ['app.db', 'app.db-wal', 'models/model.gguf']) await writeFile(join(dataDir, name), 'old');
  await restore(file, dataDir);
  expect(existsSync(join(dataDir, 'mirrors', 'gone.git'))).toBe(false);
  expect(await readFile(join(dataDir, 'models/model.gguf'), 'utf8')).toBe('old');
  const proof = dataFolder(dataDir);
  await expect(
    verifyAudit({ file: proof.appDatabase, checkpointFile: proof.auditCheckpoint, keyFile: proof.auditKey }),
  ).resolves.toMatchObject({ ok: true });
});

it('refuses a name that is taken, and leaves that file alone', async () => {
  await using folder = await tempFolder();
  await using box = await openTestDatabase();
  const file = join(folder.path, 'box.tar');
  await writeFile(file, 'precious');
  const head = { format: 1 as const, version: '0.1.0', madeAt: now().toISOString() };
  await expect(writeBackup(file, head, await listBackup(box.folder, folder.path))).rejects.toMatchObject({ code: 'backup.targetExists' });
  expect(await readFile(file, 'utf8')).toBe('precious');
});

it('refuses a second backup while one is written', async () => {
  await using box = await openTestDatabase();
  const { intentIndex } = await beginBackup(console, box.folder, '/one');
  await expect(beginBackup(console, box.folder, '/two')).rejects.toMatchObject({ code: 'backup.running' });
  await endBackup(console, box.folder, { intentIndex, file: '/one', sizeBytes: 0, sha256: '', isDone: false });
  await makeBackup(box.folder, join(box.folder.root, 'three.tar'));
});

it('refuses to restore over a running appliance', async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, 'box.tar');
  await backedUpBox(file);
  const dataDir = join(folder.path, 'running');
  await mkdir(dataDir);
  const unlock = lockDataFolder(dataDir);
  await expect(restore(file, dataDir)).rejects.toMatchObject({ code: 'appliance.running' });
  unlock();
  await restore(file, dataDir);
});

it('leaves everything as it was when a backup is cut, changed, or none', async () => {
  await using folder = await tempFolder();
  const whole = join(folder.path, 'box.tar');
  await backedUpBox(whole);
  const dataDir = join(folder.path, 'data');
  await restore(whole, dataDir);
  const before = everythingIn(dataDir);
  const bytes = readFileSync(whole);
  const file = join(folder.path, 'bad.tar');
  const tries: [string, () => void, string][] = [
    ['cut in the middle', () => truncateSync(file, Math.floor(bytes.length / 2)), 'backup.damaged'],
    ['cut before its list', () => truncateSync(file, bytes.lastIndexOf('SHA256SUMS')), 'backup.damaged'],
    [
      'a byte changed in the database',
      () => writeFileSync(file, flipped(bytes, bytes.indexOf('SQLite format 3') + 5_000)),
      'backup.damaged',
    ],
    ['empty', () => truncateSync(file, 0), 'backup.notABackup'],
    ['something else', () => writeFileSync(file, 'no backup'), 'backup.notABackup'],
  ];
  for (const [what, spoil, code] of tries) {
    writeFileSync(file, bytes);
    spoil();
    await expect(restore(file, dataDir), what).rejects.toMatchObject({ code });
    expect(everythingIn(dataDir), what).toEqual(before);
  }
  await expect(restore(join(folder.path, 'missing.tar'), dataDir)).rejects.toMatchObject({ code: 'backup.notABackup' });
});

it('writes nothing outside of its folder, whatever a backup calls its files', async () => {
  await using folder = await tempFolder();
  for (const name of ['../outside', 'keys/../../outside', '/outside', 'models/model.gguf', 'app.db-wal']) {
    const file = join(folder.path, `${newId()}.tar`);
    await forgedBackup(file, name);
    const dataDir = join(folder.path, newId());
    await expect(restore(file, dataDir), name).rejects.toMatchObject({ code: 'backup.damaged' });
    expect(readdirSync(dataDir).filter((found) => !found.startsWith('appliance.lock'))).toEqual([]);
  }
  expect(existsSync(join(folder.path, 'outside'))).toBe(false);
});

it('refuses a backup whose audit log was altered before it was made', async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, 'box.tar');
  {
    await using box = await openTestDatabase();
    for (const command of ['one', 'two']) await record(console, 'console.command', { command });
    const { intentIndex, snapshotDir } = await beginBackup(console, box.folder, file);
    cutAuditLog(join(snapshotDir, 'app.db'));
    const written = await writeBackup(
      file,
      { format: 1, version: '0.1.0', madeAt: now().toISOString() },
      await listBackup(box.folder, snapshotDir),
    );
    await endBackup(console, box.folder, { intentIndex, file, ...written, isDone: true });
  }
  await expect(restore(file, join(folder.path, 'data'))).rejects.toMatchObject({ code: 'backup.damaged' });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 0xff;
  return copy;
}

/** Deletes the newest records of a copy, as somebody with a database tool would. */
function cutAuditLog(file: string): void {
  const script = `const D = require('better-sqlite3'); const d = new D(process.argv[1]);
    for (const { name } of d.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all()) d.exec('DROP TRIGGER "' + name + '"');
    d.exec('DELETE FROM AuditRecord WHERE "index" = 0'); d.close();`;
  execFileSync(process.execPath, ['-e', script, file]);
}

async function forgedBackup(file: string, name: string): Promise<void> {
  const tar = pack();
  const written = pipeline(tar, createWriteStream(file));
  tar.entry({ name: 'backup.json' }, JSON.stringify({ format: 1, version: '0.1.0', madeAt: now().toISOString() }));
  tar.entry({ name }, 'x');
  tar.finalize();
  await written;
}
