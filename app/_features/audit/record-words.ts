import { shortRevision } from '../repositories/revision-words.ts';

/** A record's details as they come: names and JSON values. */
export type Details = Readonly<Record<string, unknown>>;

/** A sentence of app/messages under `audit.what`, with its values. */
export interface What {
  key: string;
  values: Record<string, string | number | Date>;
}

/** What a line is said with: which sentences there are, words for the log's closed lists, names of people by id. */
export interface Words {
  known: (key: string) => boolean;
  word: (field: string, text: string) => string;
  people: Readonly<Record<string, string>>;
}

/** What a record is about, for the column that says it in a line. An action without a sentence of its own has none: its name says it. */
export function whatOf(record: { action: string; outcome: string; details: Details }, words: Words): What | null {
  const { action, outcome, details } = record;
  const failed = (typeof details.errorCode === 'string' && details.errorCode !== '') || outcome === 'failed';
  const keys = [outcome === 'intent' ? `${action}.intent` : '', failed ? `${action}.failed` : '', `${action}.done`];
  const key = keys.find((candidate) => candidate !== '' && words.known(candidate));
  return key === undefined ? null : { key, values: valuesOf(details, words) };
}

function valuesOf(details: Details, { word, people }: Words): What['values'] {
  const values: What['values'] = {};
  for (const [name, value] of Object.entries(details)) {
    if (typeof value === 'number') values[name] = value;
    else if (typeof value === 'boolean') values[name] = String(value);
    else if (typeof value !== 'string') continue;
    else if (name.endsWith('At')) values[name] = new Date(value);
    else values[name] = name === 'revision' ? shortRevision(value) : word(name, value);
  }
  // Whose row is gone from box and log alike is still told apart from others.
  if (typeof details.userId === 'string') values.person = people[details.userId] ?? (details.userId || 'nobody');
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
