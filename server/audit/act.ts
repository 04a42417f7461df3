import { write } from '#server/platform/database/write.ts';
import { type Actor, AppError, db, log, now, type Tx, withDiskFull } from '#server/platform/index.ts';
import type { Json } from './canonical.ts';
import { type Action, catalogue, type Details, type Outcome } from './catalogue.ts';
import { actorOf, makeRow, parseRecord } from './record.ts';
import { push, type Tree } from './tree.ts';

/** What the body of an act gives back: the details to record, and the caller's result. */
export type Acted<A extends Action, T> = { record: Details<A>; result: T; outcome?: Outcome };

/**
 * Changes the app database and appends the audit record of the change, in one transaction: neither is there without the other.
 *
 * @param fn awaits nothing but its transaction; what it throws undoes both. `index` is that of the record to come
 * @returns fn's result, after the COMMIT has reached the disk
 * @throws AppError `audit.writeFailed` where the record could not be written, `database.diskFull`
 */
export async function act<A extends Action, T>(actor: Actor, action: A, fn: (tx: Tx, index: number) => Promise<Acted<A, T>>): Promise<T> {
  try {
    return await write<Tree, T>(async (tx, tree) => {
      const { record, result, outcome = 'done' } = await fn(tx, tree.size);
      // The schema of the action alone decides what is kept: an unknown field never reaches the log.
      const details = catalogue[action].details.parse(record) as { [name: string]: Json };
      const row = makeRow({
        index: tree.size,
        at: now().toISOString(),
        action,
        outcome,
        actor: actorOf(actor),
        details: withoutUndefined(details),
      });
      try {
        await tx.auditRecord.create({ data: row });
      } catch (cause) {
        throw new AppError('audit.writeFailed', {}, { cause });
      }
      return { result, state: push(tree, row.leaf) };
    });
  } catch (error) {
    throw withDiskFull(error);
  }
}

/** Records an action that changes no row of ours: a refusal, a reading, an intent before an effect outside. Returns its index. */
export function record<A extends Action>(actor: Actor, action: A, details: Details<A>, outcome: Outcome = 'done'): Promise<number> {
  return act(actor, action, async (_tx, index) => ({ record: details, result: index, outcome }));
}

/**
 * Closes the intents that a crash left without an outcome, each with a record of its own. Called once at start-up,
 * before `appliance.started`.
 *
 * @returns how many were closed
 */
export async function closeIntents(): Promise<number> {
  // Those before the last start were closed by it.
  const started = await db().auditRecord.findFirst({ where: { action: 'appliance.started' }, orderBy: { index: 'desc' } });
  const since = { gt: started?.index ?? -1 };
  const intents = await db().auditRecord.findMany({ where: { outcome: 'intent', index: since }, select: { index: true, action: true } });
  if (intents.length === 0) return 0;
  const later = await db().auditRecord.findMany({
    where: { index: since, action: { in: intents.map((i) => i.action) }, outcome: { not: 'intent' } },
    select: { bytes: true },
  });
  const answered = new Set(later.map((row) => parseRecord(row.bytes).details.intentIndex));
  const open = intents.filter((intent) => !answered.has(intent.index));
  for (const { index, action } of open) {
    await record({ kind: 'system', part: 'audit' }, 'intent.closed', { intentIndex: index, action, reason: 'interrupted' }, 'failed');
    log('audit').warn({ intentIndex: index, action }, 'an action was interrupted');
  }
  return open.length;
}

function withoutUndefined(details: { [name: string]: Json | undefined }): { [name: string]: Json } {
  return JSON.parse(JSON.stringify(details)) as { [name: string]: Json };
}
