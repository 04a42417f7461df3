import { expect, it } from 'vitest';
import { record } from '#server/audit/index.ts';
import { db, type Person } from '#server/platform/index.ts';
import { openTestDatabase } from '#test/support/open-test-database.ts';
import { openAuditExport } from './audit-export.ts';

const person = (role: Person['role']): Person => ({ kind: 'person', id: role, name: role, role, address: '127.0.0.1' });

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

it('exports what the page filters, records that first, and names the file by its day', async () => {
  await using _box = await openTestDatabase();
  for (const command of ['a', '=b']) await record(person('admin'), 'console.command', { command });
  await record(person('member'), 'console.command', { command: 'c' });
  const csv = await openAuditExport(person('auditor'), new URLSearchParams('format=csv&person=admin'));
  expect(csv.fileName).toMatch(/^cloister-audit-\d{4}-\d\d-\d\d\.csv$/);
  expect((await textOf(csv.pieces)).trim().split('\r\n')).toHaveLength(3);
  expect(await db().auditRecord.count({ where: { action: 'audit.exported', actorId: 'auditor' } })).toBe(1);
  const jsonl = await openAuditExport(person('auditor'), new URLSearchParams('format=jsonl&action=console.command'));
  const lines = (await textOf(jsonl.pieces)).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).details.command)).toEqual(['c', '=b', 'a']);
});

it('holds the log as it stood when it was opened: as many records as its own record says, and neither that nor a later one', async () => {
  await using _box = await openTestDatabase();
  await record(person('admin'), 'console.command', { command: 'before' });
  const exported = await openAuditExport(person('auditor'), new URLSearchParams('format=jsonl'));
  await record(person('admin'), 'console.command', { command: 'meanwhile' });
  const lines = (await textOf(exported.pieces)).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).details.command)).toEqual(['before']);
  const own = await db().auditRecord.findFirstOrThrow({ where: { action: 'audit.exported' } });
  expect(JSON.parse(Buffer.from(own.bytes).toString('utf8')).details.records).toBe(lines.length);
});

it('refuses members, strangers and what it cannot read', async () => {
  await using _box = await openTestDatabase();
  const csv = new URLSearchParams('format=csv');
  await expect(openAuditExport(person('member'), csv)).rejects.toMatchObject({ code: 'right.missing' });
  await expect(openAuditExport({ kind: 'stranger', address: '10.0.0.1' }, csv)).rejects.toMatchObject({ code: 'session.required' });
  await expect(openAuditExport(person('auditor'), new URLSearchParams('format=pdf'))).rejects.toMatchObject({ code: 'request.invalid' });
  await expect(openAuditExport(person('auditor'), new URLSearchParams('format=csv&from=now'))).rejects.toMatchObject({
    code: 'request.invalid',
  });
  expect(await db().auditRecord.count()).toBe(0);
});
