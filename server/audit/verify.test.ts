import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openTestDatabase } from '#test/support/open-test-database.ts';
import { canonical } from './canonical.ts';
import { record, signNow, verifyAudit } from './index.ts';
import { parseRecord } from './record.ts';
import { leafHash } from './tree.ts';

const RECORDS = 12;

/** A log of `RECORDS` records, signed, that a forger may edit with plain SQL. */
async function logToForge() {
  const box = await openTestDatabase();
  for (let i = 0; i < RECORDS; i++) await record({ kind: 'system', part: 'test' }, 'console.command', { command: `c${i}` });
  signNow();
  const forge = (sql: string, ...values: unknown[]) => {
    const raw = new Database(box.folder.appDatabase);
    raw.exec('DROP TRIGGER IF EXISTS "AuditRecord_no_update"; DROP TRIGGER IF EXISTS "AuditRecord_no_delete"');
    raw.prepare(sql).run(...values);
    raw.close();
  };
  const bytesOf = (index: number) => {
    const raw = new Database(box.folder.appDatabase, { readonly: true });
    const row = raw.prepare('SELECT bytes FROM "AuditRecord" WHERE "index" = ?').get(index) as { bytes: Buffer };
    raw.close();
    return row.bytes;
  };
  return { ...box, forge, bytesOf, verify: () => verifyAudit(box.auditFiles), [Symbol.asyncDispose]: () => box[Symbol.asyncDispose]() };
}

describe('verification', () => {
  it('holds for an untouched log, twice', async () => {
    await using log = await logToForge();
    expect(await log.verify()).toMatchObject({ ok: true, records: RECORDS, checkpoint: { size: RECORDS } });
    expect((await log.verify()).firstBad).toBeUndefined();
  });

  it('names a changed record by any flipped bit of its bytes', async () => {
    await using log = await logToForge();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: RECORDS - 1 }), fc.nat(), async (index, at) => {
        const original = log.bytesOf(index);
        const forged = Buffer.from(original);
        const bit = at % (forged.length * 8);
        forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        log.forge('UPDATE "AuditRecord" SET bytes = ? WHERE "index" = ?', forged, index);
        expect((await log.verify()).firstBad).toMatchObject({ index });
        log.forge('UPDATE "AuditRecord" SET bytes = ? WHERE "index" = ?', original, index);
      }),
      { seed: 1, numRuns: 25 },
    );
    expect((await log.verify()).ok).toBe(true);
  });

  it('finds a record rewritten together with its leaf hash', async () => {
    await using log = await logToForge();
    const bytes = canonical({ ...parseRecord(log.bytesOf(4)), outcome: 'refused' });
    log.forge(`UPDATE "AuditRecord" SET bytes = ?, leaf = ?, outcome = 'refused' WHERE "index" = 4`, bytes, leafHash(bytes));
    const found = await log.verify();
    expect(found.ok).toBe(false);
    expect(found.firstBad?.reason).toContain('signed');
  });

  it.each(['at', 'action', 'outcome', 'actorKind', 'actorId', 'actorName', 'repositoryIds', 'subjectId'])(
    'finds a changed filter column: %s',
    async (column) => {
      await using log = await logToForge();
      log.forge(`UPDATE "AuditRecord" SET "${column}" = ? WHERE "index" = 7`, column === 'at' ? 5 : 'forged');
      expect(await log.verify()).toMatchObject({ ok: false, firstBad: { index: 7, reason: expect.stringContaining(column) } });
    },
  );

  it('names the first removed record, at the front and in the middle', async () => {
    await using log = await logToForge();
    log.forge('DELETE FROM "AuditRecord" WHERE "index" = 5');
    expect(await log.verify()).toMatchObject({ ok: false, firstBad: { index: 5, reason: 'missing' } });
    log.forge('DELETE FROM "AuditRecord" WHERE "index" = 0');
    expect(await log.verify()).toMatchObject({ ok: false, firstBad: { index: 0, reason: 'missing' } });
  });

  it('finds two records that changed places', async () => {
    await using log = await logToForge();
    log.forge('UPDATE "AuditRecord" SET "index" = 99 WHERE "index" = 3');
    log.forge('UPDATE "AuditRecord" SET "index" = 3 WHERE "index" = 4');
    log.forge('UPDATE "AuditRecord" SET "index" = 4 WHERE "index" = 99');
    expect(await log.verify()).toMatchObject({ ok: false, firstBad: { index: 3, reason: expect.stringContaining('reordered') } });
  });

  it('finds a cut tail, also where the stored tree was cut with it', async () => {
    await using log = await logToForge();
    log.forge('DELETE FROM "AuditRecord" WHERE "index" >= 9');
    expect(await log.verify()).toMatchObject({ ok: false, firstBad: { index: 9, reason: expect.stringContaining('missing') } });
    log.forge('DELETE FROM "AuditTree"');
    expect(await log.verify()).toMatchObject({ ok: false, firstBad: { index: 9, reason: expect.stringContaining('missing') } });
  });

  it('finds a log emptied as a whole', async () => {
    await using log = await logToForge();
    log.forge('DELETE FROM "AuditRecord"');
    log.forge('DELETE FROM "AuditTree"');
    expect(await log.verify()).toMatchObject({ ok: false, firstBad: { index: 0 } });
  });

  it('finds a missing, edited or foreign checkpoint', async () => {
    await using log = await logToForge();
    const file = log.auditFiles.checkpointFile;
    const signed = readFileSync(file, 'utf8');
    writeFileSync(file, signed.replace(`"size":${RECORDS}`, '"size":3'));
    expect(await log.verify()).toMatchObject({ ok: false, firstBad: { reason: expect.stringContaining('signature') } });
    rmSync(file);
    expect(await log.verify()).toMatchObject({ ok: false, firstBad: { reason: expect.stringContaining('checkpoint is missing') } });
  });
});
