import { type Actor, AppError, db, newId, now, type Target, type Tx } from '#server/platform/index.ts';
import { type EventPassage, enqueue, type TrailStep } from '#server/scheduling/index.ts';
import { type AnswerMode, answerJob } from './answer-job.ts';

/** A repository as a question pinned it. */
export type ScopeEntry = { repositoryId: string; repository: string; revision: string };

/** Why an answer ended. */
export type FinishReason = 'end' | 'limit' | 'stopped' | 'failed' | 'loop' | 'noEngine';

export type AnswerRow = {
  id: string;
  jobId: string;
  mode: AnswerMode;
  scope: ScopeEntry[];
  createdAt: Date;
};

/**
 * Makes an empty answer and the job that will write it, inside the act that records the question.
 *
 * @throws AppError `job.tooMany`
 */
export async function createAnswer(
  tx: Tx,
  actor: Actor,
  { mode, scope }: { mode: AnswerMode; scope: readonly ScopeEntry[] },
): Promise<{ answerId: string; jobId: string }> {
  const answerId = newId();
  const { jobId } = await enqueue(tx, actor, answerJob, { answerId, mode });
  await tx.answer.create({ data: { id: answerId, jobId, mode, state: 'waiting', scope: JSON.stringify(scope), createdAt: now() } });
  return { answerId, jobId };
}

/** @throws AppError `answer.notFound` */
export async function loadAnswer(answerId: string): Promise<AnswerRow> {
  const row = await db().answer.findUnique({ where: { id: answerId } });
  if (!row) throw new AppError('answer.notFound', {});
  const { id, jobId, createdAt } = row;
  return { id, jobId, mode: row.mode as AnswerMode, scope: JSON.parse(row.scope) as ScopeEntry[], createdAt };
}

/** An answer belongs to whoever its job belongs to. @throws AppError `answer.notFound` */
export async function answerTarget(answerId: string): Promise<Target<'answer'>> {
  const { jobId } = await loadAnswer(answerId);
  const job = await db().job.findUnique({ where: { id: jobId }, select: { userId: true } });
  if (!job) throw new AppError('answer.notFound', {});
  return { kind: 'answer', id: answerId, ownerId: job.userId };
}

/** What a finished answer consists of, as it is stored. */
export type FinishedAnswer = {
  state: 'done' | 'stopped' | 'failed';
  finishReason: FinishReason;
  error: Pick<AppError, 'code' | 'params'> | null;
  text: string;
  tokenIds: readonly number[];
  salt: Uint8Array<ArrayBuffer>;
  trail: readonly TrailStep[];
  passages: readonly EventPassage[];
  citations: readonly StoredCitation[];
  modelDigest: string;
  modelName: string;
  parameters: Record<string, string | number | boolean>;
  promptTokens: number;
  cachedTokens: number;
  outputTokens: number;
  firstTokenMs: number | null;
};

export type StoredCitation = {
  ordinal: number;
  /** Number of the passage; null where the model cited an id that it was never given. */
  passage: number | null;
  sentence: string;
  verified: boolean;
  reason: string;
  detail: string;
};

/** Fills an answer's rows, inside the act that records it. */
export async function storeAnswerRows(tx: Tx, answerId: string, answer: FinishedAnswer): Promise<void> {
  const { error } = answer;
  await tx.answer.update({
    where: { id: answerId },
    data: {
      state: answer.state,
      trail: JSON.stringify(answer.trail),
      modelDigest: answer.modelDigest || null,
      modelName: answer.modelName || null,
      parameters: JSON.stringify(answer.parameters),
      promptTokens: answer.promptTokens,
      cachedTokens: answer.cachedTokens,
      outputTokens: answer.outputTokens,
      firstTokenMs: answer.firstTokenMs,
      finishReason: answer.finishReason,
      finishedAt: now(),
      ...(error && { errorCode: error.code, errorParams: JSON.stringify(error.params) }),
    },
  });
  await tx.answerText.create({ data: { answerId, text: answer.text, tokenIds: packIds(answer.tokenIds), salt: answer.salt } });
  if (answer.passages.length > 0) {
    await tx.answerPassage.createMany({ data: answer.passages.map((passage) => ({ ...passage, answerId })) });
  }
  if (answer.citations.length > 0) {
    await tx.answerCitation.createMany({ data: answer.citations.map((citation) => ({ ...citation, answerId })) });
  }
}

/** Token ids as little-endian int32. */
export function packIds(ids: readonly number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(ids.length * 4);
  const view = new DataView(bytes.buffer);
  ids.forEach((id, n) => {
    view.setInt32(n * 4, id, true);
  });
  return bytes;
}
