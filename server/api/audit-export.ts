import { z } from 'zod';
import { auditState, countRecords, type ExportFormat, exportRecords, newSalt, record } from '#server/audit/index.ts';
import { type Actor, AppError, now } from '#server/platform/index.ts';
import { auditFilterInput, filterOf, recordedFilter } from './audit-view.ts';

/** A download: its headers, and its text in pieces. */
export type AuditExport = { fileName: string; contentType: string; pieces: AsyncIterable<string> };

const contentTypes = { csv: 'text/csv; charset=utf-8', jsonl: 'application/jsonl; charset=utf-8' } satisfies Record<ExportFormat, string>;

const time = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .optional();
const query = z.object({ format: z.enum(['csv', 'jsonl']), from: time, to: time, text: z.string().max(200).optional() });

/**
 * `GET /audit/export?format=csv|jsonl` with the page's own search parameters: the records under that filter as the log stood when it
 * was opened, newest first. The export is recorded before its first byte leaves, with as many records as it holds; that record, and
 * whatever comes while it is written, is no part of it.
 *
 * @throws AppError `right.missing`, `request.invalid`
 */
export async function openAuditExport(actor: Actor, params: URLSearchParams): Promise<AuditExport> {
  mayExport(actor);
  const { format, from, to, text } = valid(query, Object.fromEntries(params));
  const input = valid(auditFilterInput, {
    actorIds: params.getAll('person'),
    actions: params.getAll('action'),
    outcomes: params.getAll('outcome'),
    ...(from !== undefined && { fromMs: from }),
    // The page's range ends before `to`; the log's filter includes its end.
    ...(to !== undefined && { untilMs: to - 1 }),
    ...(text && { text }),
  });
  const filter = { ...filterOf(input), beforeIndex: (await auditState()).size };
  const records = await countRecords(filter);
  await record(actor, 'audit.exported', { format, filter: recordedFilter(input, newSalt()), records });
  const day = now().toISOString().slice(0, 10);
  return { fileName: `cloister-audit-${day}.${format}`, contentType: contentTypes[format], pieces: exportRecords(filter, format) };
}

function mayExport(actor: Actor): void {
  if (actor.kind === 'stranger') throw new AppError('session.required', {});
  if (actor.kind === 'person' && actor.role === 'member') throw new AppError('right.missing', { action: 'audit', what: 'appliance' });
}

function valid<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new AppError('request.invalid', { field: issue?.path.map(String).join('.') || 'query', reason: issue?.message ?? 'is malformed' });
}
