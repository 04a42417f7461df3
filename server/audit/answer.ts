import type { z } from 'zod';
import { AppError, limits, type ReadConnection } from '#server/platform/index.ts';
import { conditionOf } from './condition.ts';
import type { AuditFilter, AuditQuestion, Facet, HistogramBin, provenText } from './question.ts';
import { BLOCK_LEAVES, hex, inclusionPath, type KnownHashes, leafHash, root, rootOf, rootOfPath } from './tree.ts';
import { storedBlocks, storedTree, verifyRecords } from './verify.ts';

/** The index that holds every column people filter by: what counts reads it and never the records, which are ten times as long. */
const FACTS = 'INDEXED BY "AuditRecord_facts_idx"';

/** Answers one question about the log; synchronous, so it runs in a reader process (or in a test). */
export function answerAuditQuestion(database: ReadConnection, question: AuditQuestion): unknown {
  // One snapshot for one answer: a record may be appended at any time.
  return database.transaction(() => {
    switch (question.kind) {
      case 'count':
        return count(database, question.filter);
      case 'page':
        return page(database, question.filter, question.limit);
      case 'facets':
        return facets(database, question.filter);
      case 'histogram':
        return histogram(database, question);
      case 'record':
        return provenRecord(database, question.index);
      case 'verify':
        return verifyRecords(database, question);
    }
  })();
}

function count(database: ReadConnection, filter: AuditFilter): number {
  const { sql, values } = conditionOf(filter);
  const row = database.prepare(`SELECT count(*) AS n FROM "AuditRecord" ${indexFor(filter)} WHERE ${sql}`).get(values);
  return (row as { n: number }).n;
}

/** Newest first. The places are found first, so that no record that is not shown is carried through a sort. */
function page(database: ReadConnection, filter: AuditFilter, limit: number): string[] {
  const { sql, values } = conditionOf(filter);
  const places = `SELECT "index" FROM "AuditRecord" WHERE ${sql} ORDER BY "index" DESC LIMIT ?`;
  const rows = database
    .prepare(`SELECT bytes FROM "AuditRecord" WHERE "index" IN (${places}) ORDER BY "index" DESC`)
    .all(...values, Math.min(limit, limits.auditPageRecords)) as { bytes: Buffer }[];
  return rows.map(({ bytes }) => bytes.toString('utf8'));
}

function facets(database: ReadConnection, filter: AuditFilter): { actions: Facet[]; outcomes: Facet[]; actors: Facet[] } {
  return {
    actions: grouped(database, { ...filter, actions: [] }, 'action', 'action'),
    outcomes: grouped(database, { ...filter, outcomes: [] }, 'outcome', 'outcome'),
    actors: grouped(database, { ...filter, actorIds: [] }, 'actorId', 'actorName'),
  };
}

/** How many records each value has, most first. A name that somebody had before is an entry of its own. */
function grouped(database: ReadConnection, filter: AuditFilter, value: string, label: string): Facet[] {
  const { sql, values } = conditionOf(filter);
  return database
    .prepare(
      `SELECT "${value}" AS value, "${label}" AS label, count(*) AS count FROM "AuditRecord" ${indexFor(filter)} WHERE ${sql}
       GROUP BY "${value}", "${label}" ORDER BY count DESC, value`,
    )
    .all(values) as Facet[];
}

/** The wide index for a condition on columns; nothing where the whole log is counted, which a narrower index does sooner. */
function indexFor({ beforeIndex: _, ...filter }: AuditFilter): string {
  return conditionOf(filter).sql === '1' ? '' : FACTS;
}

/** One range of the index for each bin: in order of time there is nothing to sort. */
function histogram(database: ReadConnection, asked: Extract<AuditQuestion, { kind: 'histogram' }>): HistogramBin[] {
  const { filter, fromMs, untilMs, bins } = asked;
  const { sql, values } = conditionOf(filter);
  const widthMs = Math.max(1, (untilMs - fromMs) / bins);
  const range = database.prepare(
    `SELECT count(*) AS records, coalesce(sum("outcome" = 'refused'), 0) AS refused
     FROM "AuditRecord" ${FACTS} WHERE "at" >= ? AND "at" < ? AND ${sql}`,
  );
  return Array.from({ length: bins }, (_, i) => {
    const from = Math.round(fromMs + i * widthMs);
    // The last bin holds the end of the span itself.
    const until = i === bins - 1 ? untilMs + 1 : Math.round(fromMs + (i + 1) * widthMs);
    const counted = range.get(from, until, ...values) as Omit<HistogramBin, 'fromMs'>;
    return { fromMs: from, ...counted };
  });
}

/** A record with its path to the root: the leaves of two blocks at most are read, and the hashes of all other blocks. */
function provenRecord(database: ReadConnection, index: number): z.infer<typeof provenText> {
  const row = database.prepare('SELECT bytes FROM "AuditRecord" WHERE "index" = ?').get(index) as { bytes: Buffer } | undefined;
  if (!row) return null;
  const tree = storedTree(database);
  const path = inclusionPath(knownHashes(database), tree.size, index);
  const leaf = leafHash(row.bytes);
  const top = hex(root(tree));
  return {
    text: row.bytes.toString('utf8'),
    leaf: hex(leaf),
    path: path.map(hex),
    size: tree.size,
    root: top,
    isProven: hex(rootOfPath(leaf, index, tree.size, path)) === top,
  };
}

/** The hashes as stored; a block that has none (a log older than blocks) is made from its leaves. */
function knownHashes(database: ReadConnection): KnownHashes {
  const blocks = new Map<number, Uint8Array[]>();
  const stored = storedBlocks(database);
  const leavesOf = database.prepare('SELECT leaf FROM "AuditRecord" WHERE "index" >= ? AND "index" < ? ORDER BY "index"').pluck();
  const leaves = (block: number) => {
    const known = blocks.get(block) ?? (leavesOf.all(block * BLOCK_LEAVES, (block + 1) * BLOCK_LEAVES) as Uint8Array[]);
    blocks.set(block, known);
    return known;
  };
  return {
    leaf(index) {
      const found = leaves(Math.floor(index / BLOCK_LEAVES))[index % BLOCK_LEAVES];
      if (!found) throw new AppError('audit.damaged', { index, reason: 'missing' });
      return found;
    },
    block: (block) => stored(block) ?? rootOf(leaves(block)),
  };
}
