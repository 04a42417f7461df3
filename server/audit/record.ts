import { type Actor, actorId } from '#server/platform/index.ts';
import { canonical, type Json } from './canonical.ts';
import { type Action, catalogue, filterColumns, type Outcome } from './catalogue.ts';
import { leafHash } from './tree.ts';

/** A record as its bytes spell it. */
export type AuditRecord = {
  index: number;
  at: string;
  action: string;
  outcome: Outcome;
  actor: { kind: string; id: string; name: string; [claim: string]: Json };
  details: { [name: string]: Json };
};

/** A row of the log: the bytes, their leaf hash, and the columns that people filter by. */
export type AuditRow = {
  index: number;
  bytes: Uint8Array<ArrayBuffer>;
  leaf: Uint8Array<ArrayBuffer>;
  at: Date;
  action: string;
  outcome: string;
  actorKind: string;
  actorId: string;
  actorName: string;
  repositoryIds: string;
  subjectId: string;
};

export function makeRow(record: AuditRecord): AuditRow {
  const bytes = canonical(record);
  return { bytes, leaf: Uint8Array.from(leafHash(bytes)), ...columnsOf(record) };
}

/** Every column that repeats a field of the record: written here, compared by verification. */
export function columnsOf(record: AuditRecord): Omit<AuditRow, 'bytes' | 'leaf'> {
  const known = record.action in catalogue;
  return {
    index: record.index,
    at: new Date(record.at),
    action: record.action,
    outcome: record.outcome,
    actorKind: record.actor.kind,
    actorId: record.actor.id,
    actorName: record.actor.name,
    ...(known ? filterColumns(record.action as Action, record.details) : { subjectId: '', repositoryIds: '' }),
  };
}

/** The actor as a record names it: id, name and, for console and network, what the caller claims. */
export function actorOf(actor: Actor): AuditRecord['actor'] {
  switch (actor.kind) {
    case 'person':
      return {
        kind: 'person',
        id: actor.id,
        name: actor.name,
        role: actor.role,
        address: actor.address,
        ...(actor.sessionId && { session: actor.sessionId.slice(0, 8) }),
      };
    case 'console':
      return {
        kind: 'console',
        id: actorId(actor),
        name: actor.sudoUser ? `${actor.sudoUser} as ${actor.unixUser}` : actor.unixUser,
        unixUser: actor.unixUser,
        ...(actor.sudoUser && { sudoUser: actor.sudoUser }),
        ...(actor.terminal && { terminal: actor.terminal }),
      };
    case 'system':
      return { kind: 'system', id: actorId(actor), name: actor.part };
    case 'stranger':
      return { kind: 'stranger', id: actorId(actor), name: actor.address, address: actor.address };
  }
}

/** @throws Error where the bytes, or their text, are no record */
export function parseRecord(bytes: Uint8Array | string): AuditRecord {
  const value: unknown = JSON.parse(typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8'));
  const record = value as AuditRecord;
  if (typeof record !== 'object' || record === null || typeof record.index !== 'number' || typeof record.actor?.kind !== 'string') {
    throw new Error('not a record');
  }
  return record;
}
