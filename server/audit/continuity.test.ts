import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { db } from '#server/platform/index.ts';
import { openTestDatabase } from '#test/support/open-test-database.ts';
import { canonical } from './canonical.ts';
import { auditDamage, record, signNow, startCheckpoints, stopCheckpoints, verifyAudit } from './index.ts';
import { parseRecord } from './record.ts';
import { emptyTree, encodeFrontier, leafHash, push } from './tree.ts';

const append = (command: string) => record({ kind: 'system', part: 'test' }, 'console.command', { command });

/** A signed log, and somebody with plain SQL and without the key, who also sets the stored tree to what they left. */
async function logToForge(records: number) {
  const box = await openTestDatabase();
  await Promise.all(Array.from({ length: records }, (_, i) => append(`c${i}`)));
  signNow();
  return {
    ...box,
    forge(change: (raw: Database.Database) => void) {
      const raw = new Database(box.folder.appDatabase);
      raw.exec('DROP TRIGGER IF EXISTS "AuditRecord_no_update"; DROP TRIGGER IF EXISTS "AuditRecord_no_delete"');
      change(raw);
      const leaves = raw.prepare('SELECT leaf FROM "AuditRecord" ORDER BY "index"').pluck().all() as Buffer[];
      const tree = leaves.reduce<typeof emptyTree>(push, emptyTree);
      raw.prepare('UPDATE "AuditTree" SET size = ?, frontier = ?').run(tree.size, encodeFrontier(tree));
      raw.close();
    },
    async restart() {
      stopCheckpoints();
      await startCheckpoints({ ...box.auditFiles, client: db() });
    },
    verify: () => verifyAudit(box.auditFiles),
    [Symbol.asyncDispose]: () => box[Symbol.asyncDispose](),
  };
}

const cutFrom = (index: number) => (raw: Database.Database) => raw.prepare('DELETE FROM "AuditRecord" WHERE "index" >= ?').run(index);

it('signs no log whose tail was cut while the appliance was down, however it goes on', async () => {
  await using log = await logToForge(12);
  const before = readFileSync(log.auditFiles.checkpointFile, 'utf8');
  stopCheckpoints();
  log.forge(cutFrom(9));
  await log.restart();
  expect(auditDamage()).toMatchObject({ index: 9, reason: expect.stringContaining('missing') });
  for (let i = 0; i < 6; i++) await append('after');
  expect(signNow()).toBeNull();
  expect(readFileSync(log.auditFiles.checkpointFile, 'utf8')).toBe(before);
  expect(await log.verify()).toMatchObject({ ok: false, firstBad: { index: 11, reason: expect.stringContaining('signed') } });
});

it('signs no log that was cut or rewritten while it runs', async () => {
  await using log = await logToForge(12);
  log.forge(cutFrom(9));
  for (let i = 0; i < 6; i++) await append('after');
  expect(signNow()).toBeNull();
  expect(auditDamage()).toMatchObject({ index: 9 });
  expect(await log.verify()).toMatchObject({ ok: false });
});

it('signs no log in which a record was rewritten with its leaf and the tree, nor where the checkpoint went', async () => {
  await using log = await logToForge(300);
  stopCheckpoints();
  log.forge((raw) => {
    const bytes = raw.prepare('SELECT bytes FROM "AuditRecord" WHERE "index" = 4').pluck().get() as Buffer;
    const forged = canonical({ ...parseRecord(bytes), outcome: 'refused' });
    raw.prepare(`UPDATE "AuditRecord" SET bytes = ?, leaf = ?, outcome = 'refused' WHERE "index" = 4`).run(forged, leafHash(forged));
    raw.prepare('DELETE FROM "AuditBlock"').run();
  });
  await log.restart();
  expect(auditDamage()).toMatchObject({ index: 300 });
  expect(await log.verify()).toMatchObject({ ok: false });
  rmSync(log.auditFiles.checkpointFile);
  await log.restart();
  expect(auditDamage()).toMatchObject({ reason: expect.stringContaining('checkpoint is missing') });
  expect(await log.verify()).toMatchObject({ ok: false });
});

it('goes on from an older checkpoint, as a kill leaves one, over whole blocks too', async () => {
  await using log = await logToForge(200);
  const older = readFileSync(log.auditFiles.checkpointFile);
  await Promise.all(Array.from({ length: 400 }, () => append('more')));
  stopCheckpoints();
  writeFileSync(log.auditFiles.checkpointFile, older);
  await log.restart();
  expect(auditDamage()).toBeNull();
  expect(await log.verify()).toMatchObject({ ok: true, records: 600, checkpoint: { size: 600 } });
});
