import { z } from 'zod';
import { db } from '#server/platform/index.ts';
import type { Details } from './catalogue.ts';
import { latestCheckpoint, readTree } from './checkpoint.ts';
import {
  type AuditFilter,
  type AuditQuestion,
  facetLists,
  type HistogramBin,
  histogramBins,
  provenText,
  recordTexts,
  type Verification,
  verification,
} from './question.ts';
import { type AuditRecord, parseRecord } from './record.ts';

/** Answers questions about the log somewhere else than on this thread. */
export type AuditReader = (question: AuditQuestion) => Promise<unknown>;

let reader: AuditReader | null = null;

/** Names what reads the log for this process; called once by the entry. */
export function openAuditReader(opened: AuditReader | null): void {
  reader = opened;
}

function ask(question: AuditQuestion): Promise<unknown> {
  if (!reader) throw new Error('the audit log was asked for before its reader was opened');
  return reader(question);
}

export async function countRecords(filter: AuditFilter): Promise<number> {
  return z.number().parse(await ask({ kind: 'count', filter }));
}

/**
 * A page of records, newest first.
 *
 * @param beforeIndex only records older than this one; null for the newest
 */
export async function pageOfRecords(filter: AuditFilter, beforeIndex: number | null, limit: number): Promise<AuditRecord[]> {
  const before = Math.min(filter.beforeIndex ?? Number.POSITIVE_INFINITY, beforeIndex ?? Number.POSITIVE_INFINITY);
  const older = { ...filter, ...(before !== Number.POSITIVE_INFINITY && { beforeIndex: before }) };
  const texts = recordTexts.parse(await ask({ kind: 'page', filter: older, limit }));
  return texts.map((text) => parseRecord(text));
}

/** How many records each action, outcome and actor has under the filter, most first. */
export async function facets(filter: AuditFilter): Promise<z.infer<typeof facetLists>> {
  return facetLists.parse(await ask({ kind: 'facets', filter }));
}

/**
 * Records and refusals in equal parts of a time span, oldest first.
 *
 * @param bins how many parts
 */
export async function histogram(filter: AuditFilter, from: Date, until: Date, bins: number): Promise<HistogramBin[]> {
  return histogramBins.parse(await ask({ kind: 'histogram', filter, fromMs: from.getTime(), untilMs: until.getTime(), bins }));
}

/** What shows that a record is in the log: its leaf, the path of hashes, and the root they lead to. */
export type Proof = Omit<NonNullable<z.infer<typeof provenText>>, 'text'> & {
  checkpoint: { size: number; at: string; key: string } | null;
};

/** A record with its proof; null where there is none at this index. */
export async function recordWithProof(index: number): Promise<{ record: AuditRecord; proof: Proof } | null> {
  const found = provenText.parse(await ask({ kind: 'record', index }));
  if (!found) return null;
  const { text, ...proven } = found;
  const checkpoint = latestCheckpoint();
  return {
    record: parseRecord(text),
    proof: { ...proven, checkpoint: checkpoint && { size: checkpoint.size, at: checkpoint.at, key: checkpoint.key } },
  };
}

/**
 * Reads the whole log again in a process of its own; see `verifyAudit`.
 *
 * @throws AppError `audit.damaged`, `audit.tookTooLong`, `audit.readFailed`
 */
export async function verifyInReader(files: { checkpointFile: string; keyFile: string }): Promise<Verification> {
  const { checkpointFile, keyFile } = files;
  return verification.parse(await ask({ kind: 'verify', checkpointFile, keyFile }));
}

/** The names under which these people were removed, by id. */
export async function recordedNames(userIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await db().auditRecord.findMany({
    where: { action: 'user.removed', subjectId: { in: [...userIds] } },
    select: { bytes: true },
  });
  const removed = rows.map(({ bytes }) => parseRecord(bytes).details as Details<'user.removed'>);
  return new Map(removed.map(({ userId, name }) => [userId, name]));
}

/** Size of the log, its newest checkpoint, and the time of its first record. */
export async function auditState(): Promise<{ size: number; firstAt: string | null; checkpoint: ReturnType<typeof latestCheckpoint> }> {
  const tree = await readTree(db());
  const first = await db().auditRecord.findUnique({ where: { index: 0 }, select: { at: true } });
  return { size: tree.size, firstAt: first?.at.toISOString() ?? null, checkpoint: latestCheckpoint() };
}
