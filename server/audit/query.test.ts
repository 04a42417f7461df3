import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import type { Person } from '#server/platform/index.ts';
import { openTestDatabase } from '#test/support/open-test-database.ts';
import { countRecords, facets, histogram, pageOfRecords, record, recordWithProof, signNow, verifyAudit } from './index.ts';
import { BLOCK_LEAVES } from './tree.ts';

const RECORDS = 2 * BLOCK_LEAVES + 30;
const ada: Person = { kind: 'person', id: 'ada', name: 'Ada', role: 'admin', address: '127.0.0.1' };
const bob: Person = { ...ada, id: 'bob', name: 'Bob 100%', role: 'member' };

/** A log over three blocks: of each ten records, one is Bob's and refused. */
async function longLog() {
  const box = await openTestDatabase();
  await Promise.all(
    Array.from({ length: RECORDS }, (_, i) =>
      i % 10 === 3
        ? record(bob, 'access.refused', { procedure: 'audit.open', code: 'right.missing', subjectId: `s_${i}` }, 'refused')
        : record(ada, 'console.command', { command: `c${i}` }),
    ),
  );
  signNow();
  return box;
}

it('counts, pages and groups what a filter names, and nothing else', async () => {
  await using _box = await longLog();
  const refused = Math.ceil((RECORDS - 3) / 10);
  expect(await countRecords({})).toBe(RECORDS);
  expect(await countRecords({ outcomes: ['refused'], actorIds: ['bob'] })).toBe(refused);
  expect(await countRecords({ beforeIndex: 10, actions: ['console.command'] })).toBe(9);
  // A per cent sign and a bar below are themselves, not patterns.
  expect(await countRecords({ text: '0%' })).toBe(refused);
  expect(await countRecords({ text: '_13' })).toBe(2);
  expect((await pageOfRecords({ actorIds: ['bob'] }, 24, 2)).map((row) => row.index)).toEqual([23, 13]);
  const { actions, actors, outcomes } = await facets({ actorIds: ['bob'] });
  expect(actions).toEqual([{ value: 'access.refused', label: 'access.refused', count: refused }]);
  expect(outcomes).toEqual([{ value: 'refused', label: 'refused', count: refused }]);
  expect(actors.map(({ label, count }) => [label, count])).toEqual([
    ['Ada', RECORDS - refused],
    ['Bob 100%', refused],
  ]);
});

it('draws every record once, the last moment included', async () => {
  await using _box = await longLog();
  const [newest] = await pageOfRecords({}, null, 1);
  const until = new Date(newest?.at ?? 0);
  const bins = await histogram({}, new Date(until.getTime() - 60_000), until, 7);
  expect(bins).toHaveLength(7);
  expect(bins.reduce((sum, bin) => sum + bin.records, 0)).toBe(RECORDS);
  expect(bins.reduce((sum, bin) => sum + bin.refused, 0)).toBe(await countRecords({ outcomes: ['refused'] }));
});

it('proves records of every block, also where a log is older than its stored blocks', async () => {
  await using box = await longLog();
  const raw = new Database(box.folder.appDatabase);
  const blocks = () => raw.prepare('SELECT count(*) FROM "AuditBlock"').pluck().get();
  expect(blocks()).toBe(2);
  const places = [0, BLOCK_LEAVES - 1, BLOCK_LEAVES, RECORDS - 1];
  for (const index of places) expect((await recordWithProof(index))?.proof).toMatchObject({ isProven: true, size: RECORDS });
  raw.exec('DELETE FROM "AuditBlock"');
  for (const index of places) expect((await recordWithProof(index))?.proof.isProven).toBe(true);
  raw.close();
  expect(await verifyAudit(box.auditFiles)).toMatchObject({ ok: true, records: RECORDS });
});

it('finds a forged block hash, in the proof and in verification', async () => {
  await using box = await longLog();
  const raw = new Database(box.folder.appDatabase);
  raw.exec('UPDATE "AuditBlock" SET hash = zeroblob(32) WHERE "index" = 0');
  raw.close();
  expect((await recordWithProof(RECORDS - 1))?.proof.isProven).toBe(false);
  expect(await verifyAudit(box.auditFiles)).toMatchObject({
    ok: false,
    firstBad: { index: BLOCK_LEAVES - 1, reason: expect.stringContaining('block') },
  });
});
