import { db, limits } from '#server/platform/index.ts';
import { latestCheckpoint, readTree } from './checkpoint.ts';
import { type AuditRecord, parseRecord } from './record.ts';
import { inclusionPath, leafHash, root, rootOfPath } from './tree.ts';

/** What an auditor looks for. Times are inclusive; `text` is found in ids, actor names and the record's own words. */
export type AuditFilter = {
  actorIds?: string[];
  actions?: string[];
  outcomes?: string[];
  repositoryId?: string;
  subjectId?: string;
  from?: Date;
  until?: Date;
  text?: string;
  /** Only records older than this one: a view of the log stays what it was when it was opened. */
  beforeIndex?: number;
};

/** The filter as one condition of the log's columns. */
function where(filter: AuditFilter) {
  return {
    ...(filter.actorIds?.length && { actorId: { in: filter.actorIds } }),
    ...(filter.actions?.length && { action: { in: filter.actions } }),
    ...(filter.outcomes?.length && { outcome: { in: filter.outcomes } }),
    ...(filter.repositoryId && { repositoryIds: { contains: `|${filter.repositoryId}|` } }),
    ...(filter.subjectId && { subjectId: filter.subjectId }),
    ...(filter.beforeIndex !== undefined && { index: { lt: filter.beforeIndex } }),
    ...((filter.from || filter.until) && { at: { ...(filter.from && { gte: filter.from }), ...(filter.until && { lte: filter.until }) } }),
    ...(filter.text && {
      OR: [
        { actorName: { contains: filter.text } },
        { action: { contains: filter.text } },
        { subjectId: { contains: filter.text } },
        { repositoryIds: { contains: filter.text } },
      ],
    }),
  };
}

export function countRecords(filter: AuditFilter): Promise<number> {
  return db().auditRecord.count({ where: where(filter) });
}

/**
 * A page of records, newest first.
 *
 * @param beforeIndex only records older than this one; null for the newest
 */
export async function pageOfRecords(filter: AuditFilter, beforeIndex: number | null, limit: number): Promise<AuditRecord[]> {
  const rows = await db().auditRecord.findMany({
    where: { AND: [where(filter), beforeIndex === null ? {} : { index: { lt: beforeIndex } }] },
    orderBy: { index: 'desc' },
    take: Math.min(limit, limits.auditPageRecords),
    select: { bytes: true },
  });
  return rows.map((row) => parseRecord(row.bytes));
}

export type Facet = { value: string; label: string; count: number };

/** How many records each action, outcome and actor has under the filter, most first. */
export async function facets(filter: AuditFilter): Promise<{ actions: Facet[]; outcomes: Facet[]; actors: Facet[] }> {
  const [actions, outcomes, actors] = await Promise.all([
    db().auditRecord.groupBy({ by: ['action'], where: where({ ...filter, actions: [] }), _count: true }),
    db().auditRecord.groupBy({ by: ['outcome'], where: where({ ...filter, outcomes: [] }), _count: true }),
    db().auditRecord.groupBy({ by: ['actorId', 'actorName'], where: where({ ...filter, actorIds: [] }), _count: true }),
  ]);
  const byCount = (a: Facet, b: Facet) => b.count - a.count || a.value.localeCompare(b.value);
  return {
    actions: actions.map((row) => ({ value: row.action, label: row.action, count: row._count })).sort(byCount),
    outcomes: outcomes.map((row) => ({ value: row.outcome, label: row.outcome, count: row._count })).sort(byCount),
    actors: actors.map((row) => ({ value: row.actorId, label: row.actorName, count: row._count })).sort(byCount),
  };
}

/**
 * Records and refusals in equal parts of a time span, oldest first.
 *
 * @param bins how many parts
 */
export async function histogram(
  filter: AuditFilter,
  from: Date,
  until: Date,
  bins: number,
): Promise<{ fromMs: number; records: number; refused: number }[]> {
  const rows = await db().auditRecord.findMany({
    where: { AND: [where({ ...filter }), { at: { gte: from, lte: until } }] },
    select: { at: true, outcome: true },
  });
  const width = Math.max(1, (until.getTime() - from.getTime()) / bins);
  const result = Array.from({ length: bins }, (_, i) => ({ fromMs: Math.round(from.getTime() + i * width), records: 0, refused: 0 }));
  for (const row of rows) {
    const bin = result[Math.min(bins - 1, Math.floor((row.at.getTime() - from.getTime()) / width))];
    if (!bin) continue;
    bin.records += 1;
    if (row.outcome === 'refused') bin.refused += 1;
  }
  return result;
}

/** What shows that a record is in the log: its leaf, the path of hashes, and the root they lead to. */
export type Proof = {
  leaf: string;
  path: string[];
  size: number;
  root: string;
  isProven: boolean;
  checkpoint: { size: number; at: string; key: string } | null;
};

/** A record with its proof; null where there is none at this index. Reads every leaf up to the tree's size: 32 bytes each. */
export async function recordWithProof(index: number): Promise<{ record: AuditRecord; proof: Proof } | null> {
  const row = await db().auditRecord.findUnique({ where: { index } });
  if (!row) return null;
  const tree = await readTree(db());
  const leaves = await db().auditRecord.findMany({
    where: { index: { lt: tree.size } },
    orderBy: { index: 'asc' },
    select: { leaf: true },
  });
  const path = inclusionPath(
    leaves.map((l) => l.leaf),
    index,
  );
  const leaf = leafHash(row.bytes);
  const checkpoint = latestCheckpoint();
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  return {
    record: parseRecord(row.bytes),
    proof: {
      leaf: hex(leaf),
      path: path.map(hex),
      size: tree.size,
      root: hex(root(tree)),
      isProven: hex(rootOfPath(leaf, index, tree.size, path)) === hex(root(tree)),
      checkpoint: checkpoint && { size: checkpoint.size, at: checkpoint.at, key: checkpoint.key },
    },
  };
}

/** Size of the log, its newest checkpoint, and the time of its first record. */
export async function auditState(): Promise<{ size: number; firstAt: string | null; checkpoint: ReturnType<typeof latestCheckpoint> }> {
  const tree = await readTree(db());
  const first = await db().auditRecord.findUnique({ where: { index: 0 }, select: { at: true } });
  return { size: tree.size, firstAt: first?.at.toISOString() ?? null, checkpoint: latestCheckpoint() };
}
