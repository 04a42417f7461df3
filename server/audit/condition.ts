import type { AuditFilter } from './question.ts';

/** A condition of SQL with its values in order. */
export type Condition = { sql: string; values: (string | number)[] };

/** The filter as one condition over the log's columns; "1" where everything is wanted. */
export function conditionOf(filter: AuditFilter): Condition {
  const parts: Condition[] = [
    oneOf('actorId', filter.actorIds),
    oneOf('action', filter.actions),
    oneOf('outcome', filter.outcomes),
    compared('"subjectId" = ?', filter.subjectId),
    compared('"at" >= ?', filter.fromMs),
    compared('"at" <= ?', filter.untilMs),
    compared('"index" < ?', filter.beforeIndex),
    compared(`"repositoryIds" LIKE ? ESCAPE '\\'`, filter.repositoryId && `%|${escaped(filter.repositoryId)}|%`),
    text(filter.text),
  ].filter((part) => part.sql !== '');
  return { sql: parts.map((part) => part.sql).join(' AND ') || '1', values: parts.flatMap((part) => part.values) };
}

const none: Condition = { sql: '', values: [] };

function oneOf(column: string, values: readonly string[] | undefined): Condition {
  return values?.length ? { sql: `"${column}" IN (${values.map(() => '?').join(', ')})`, values: [...values] } : none;
}

function compared(sql: string, value: string | number | undefined): Condition {
  return value === undefined || value === '' ? none : { sql, values: [value] };
}

function text(words: string | undefined): Condition {
  if (!words) return none;
  const columns = ['actorName', 'action', 'subjectId', 'repositoryIds'];
  const like = `%${escaped(words)}%`;
  return { sql: `(${columns.map((column) => `"${column}" LIKE ? ESCAPE '\\'`).join(' OR ')})`, values: columns.map(() => like) };
}

function escaped(words: string): string {
  return words.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`);
}
