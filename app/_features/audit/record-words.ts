import { shortRevision } from '../repositories/revision-words.ts';

/** A record's details as they come: names and JSON values. */
export type Details = Readonly<Record<string, unknown>>;

/** A sentence of app/messages under `audit.what`, with its values. */
export interface What {
  key: string;
  values: Record<string, string | number>;
}

/**
 * What a record is about, for the column that says it in a line. An action without a sentence of its own has none: its name says it.
 *
 * @param known whether there are words under a key
 */
export function whatOf(action: string, outcome: string, details: Details, known: (key: string) => boolean): What | null {
  const failed = typeof details.errorCode === 'string' && details.errorCode !== '';
  const keys = [outcome === 'intent' ? `${action}.intent` : '', failed ? `${action}.failed` : '', `${action}.done`];
  const key = keys.find((candidate) => candidate !== '' && known(candidate));
  return key === undefined ? null : { key, values: valuesOf(details) };
}

function valuesOf(details: Details): Record<string, string | number> {
  const values: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(details)) {
    if (typeof value === 'number') values[name] = value;
    else if (typeof value === 'string') values[name] = name === 'revision' ? shortRevision(value) : value;
    else if (typeof value === 'boolean') values[name] = String(value);
  }
  const scope = scopeOf(details.scope);
  if (scope.length > 0) values.scopeWords = scope.map((one) => `${one.repository} @ ${shortRevision(one.revision)}`).join(', ');
  if (Array.isArray(details.passages)) {
    values.passages = details.passages.length;
    values.files = new Set(details.passages.map((passage) => (isRecord(passage) ? `${passage.repositoryId} ${passage.path}` : ''))).size;
  }
  values.hasScope = scope.length > 0 ? 'yes' : 'no';
  return values;
}

/** The repositories and revisions that a record names; [] where it names none. */
export function scopeOf(value: unknown): { repository: string; revision: string }[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one) =>
    isRecord(one) && typeof one.repository === 'string' && typeof one.revision === 'string'
      ? [{ repository: one.repository, revision: one.revision }]
      : [],
  );
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** How loud an outcome is on the page. What is begun is everyday: an interrupted one gets a record of its own, which failed. */
export function outcomeTone(outcome: string): 'plain' | 'bad' {
  return outcome === 'refused' || outcome === 'failed' ? 'bad' : 'plain';
}
