import { z } from 'zod';
import { type AuditFilter, act, countRecords, type Details, newSalt, saltedDigest } from '#server/audit/index.ts';
import { type Actor, AppError, actorId, db } from '#server/platform/index.ts';

/** A moment in milliseconds since 1970, no later than a Date can be. */
export const moment = z.number().int().nonnegative().max(8_640_000_000_000_000);

/** A filter as it travels: times are milliseconds since 1970, both included. */
export const auditFilterInput = z.object({
  actorIds: z.array(z.string().max(200)).max(100).default([]),
  actions: z.array(z.string().max(100)).max(100).default([]),
  outcomes: z.array(z.string().max(20)).max(10).default([]),
  fromMs: moment.optional(),
  untilMs: moment.optional(),
  text: z.string().max(200).optional(),
});
export type AuditFilterInput = z.infer<typeof auditFilterInput>;

export function filterOf(input: AuditFilterInput): AuditFilter {
  return {
    actorIds: input.actorIds,
    actions: input.actions,
    outcomes: input.outcomes,
    ...(input.fromMs !== undefined && { fromMs: input.fromMs }),
    ...(input.untilMs !== undefined && { untilMs: input.untilMs }),
    ...(input.text && { text: input.text }),
  };
}

/**
 * Records that somebody opened a view of the log, once for all its pages, and gives the view's id: the record's index and the salt of
 * its text's digest. The words that were looked for never enter the log, and yet a page can only be read under the filter that was
 * recorded.
 */
export async function openAuditView(actor: Actor, input: AuditFilterInput): Promise<{ viewId: string; total: number }> {
  const total = await countRecords(filterOf(input));
  const salt = newSalt();
  return act(actor, 'audit.viewed', async (tx) => {
    const last = await tx.auditRecord.findFirst({ orderBy: { index: 'desc' }, select: { index: true } });
    const viewId = `${(last?.index ?? -1) + 1}.${Buffer.from(salt).toString('hex')}`;
    return { record: { filter: recordedFilter(input, salt), records: total }, result: { viewId, total } };
  });
}

/**
 * Checks that this actor opened this view under this filter, and gives the filter as it holds for the view: with nothing that was recorded
 * since, so that its pages and figures agree however long it stays open.
 *
 * @throws AppError `request.notFound` where there is no such view; the page then opens one
 */
export async function checkAuditView(actor: Actor, viewId: string, input: AuditFilterInput): Promise<AuditFilter> {
  const [index, salt] = viewId.split('.');
  const row = await db().auditRecord.findUnique({
    where: { index: /^\d{1,15}$/.test(index ?? '') ? Number(index) : -1 },
    select: { bytes: true, action: true, actorId: true },
  });
  const details = row?.action === 'audit.viewed' && row.actorId === actorId(actor) ? detailsOf(row.bytes) : null;
  const asked = JSON.stringify(recordedFilter(input, Buffer.from(salt ?? '', 'hex')));
  if (!details || JSON.stringify(sorted(details.filter)) !== asked)
    throw new AppError('request.notFound', { what: 'view of the audit log' });
  return { ...filterOf(input), beforeIndex: Number(index) };
}

/** The filter as a record keeps it: lists and times as they are, of the text a digest keyed with the salt. */
export function recordedFilter(input: AuditFilterInput, salt: Uint8Array): Record<string, string> {
  const filter: Record<string, string> = {};
  for (const name of ['actorIds', 'actions', 'outcomes'] as const) {
    if (input[name].length > 0) filter[name] = [...input[name]].sort().join(' ');
  }
  if (input.fromMs !== undefined) filter.from = new Date(input.fromMs).toISOString();
  if (input.untilMs !== undefined) filter.until = new Date(input.untilMs).toISOString();
  if (input.text) filter.textDigest = saltedDigest(input.text, salt);
  return sorted(filter);
}

function sorted(filter: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(filter).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function detailsOf(bytes: Uint8Array): Details<'audit.viewed'> {
  const record = JSON.parse(Buffer.from(bytes).toString('utf8')) as { details: Details<'audit.viewed'> };
  return record.details;
}
