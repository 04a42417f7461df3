import { limits } from '#server/platform/index.ts';
import { pageOfRecords } from './query.ts';
import type { AuditFilter } from './question.ts';
import type { AuditRecord } from './record.ts';

export type ExportFormat = 'csv' | 'jsonl';

const COLUMNS = ['index', 'at', 'action', 'outcome', 'actorKind', 'actorId', 'actorName', 'details'] as const;

/**
 * The records under a filter as text, newest first, in pieces of a page: an export of any length takes the memory of one page.
 * JSON Lines gives each record as it is; CSV (RFC 4180) its fields, with the details as JSON.
 */
export async function* exportRecords(filter: AuditFilter, format: ExportFormat): AsyncIterable<string> {
  if (format === 'csv') yield `${COLUMNS.join(',')}\r\n`;
  let before: number | null = null;
  for (;;) {
    const records: AuditRecord[] = await pageOfRecords(filter, before, limits.auditPageRecords);
    const last = records.at(-1);
    if (!last) return;
    yield records.map((record) => (format === 'csv' ? csvLine(record) : `${JSON.stringify(record)}\n`)).join('');
    before = last.index;
  }
}

function csvLine(record: AuditRecord): string {
  const values = [
    String(record.index),
    record.at,
    record.action,
    record.outcome,
    record.actor.kind,
    record.actor.id,
    record.actor.name,
    JSON.stringify(record.details),
  ];
  return `${values.map(csvField).join(',')}\r\n`;
}

/** A field that a spreadsheet would take for a formula is made text (OWASP: CSV injection). */
function csvField(value: string): string {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
