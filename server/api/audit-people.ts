import { type AuditRecord, recordedNames } from '#server/audit/index.ts';
import { namesOfUsers } from '#server/identity/index.ts';

/** A record with the names of the people its details speak of, by id. They stand beside it: the record itself stays what was hashed. */
export type WithPeople<R> = R & { people: Record<string, string> };

/**
 * Names the people in the details of records: as they are called now or, where they are gone, as the log called them when they were
 * removed. An id that neither knows has no name.
 */
export async function peopleOf(records: readonly AuditRecord[]): Promise<Record<string, string>> {
  const ids = [...new Set(records.flatMap(idsIn))];
  if (ids.length === 0) return {};
  const names = await namesOfUsers(ids);
  const gone = ids.filter((id) => !names.has(id));
  return Object.fromEntries([...names, ...(gone.length > 0 ? await recordedNames(gone) : [])]);
}

/** Each record with the people that it speaks of. */
export async function withPeople(records: readonly AuditRecord[]): Promise<WithPeople<AuditRecord>[]> {
  const names = await peopleOf(records);
  return records.map((record) => ({
    ...record,
    people: Object.fromEntries(idsIn(record).flatMap((id) => (names[id] === undefined ? [] : [[id, names[id]]]))),
  }));
}

/** Ids of people: whom a record is about, and whom a view or an export of the log was filtered by. */
function idsIn({ details }: AuditRecord): string[] {
  const { userId, filter } = details;
  const filtered = typeof filter === 'object' && filter !== null && 'actorIds' in filter ? filter.actorIds : '';
  return [userId, ...(typeof filtered === 'string' ? filtered.split(' ') : [])].filter(
    (id): id is string => typeof id === 'string' && id !== '',
  );
}
