import { act, newSalt, saltedDigest } from '#server/audit/index.ts';
import type { AppError } from '#server/platform/index.ts';
import type { PromptPart } from '#server/prompts/index.ts';
import { type EventPassage, finishJob, type JobContext, type TrailStep } from '#server/scheduling/index.ts';
import { type AnswerRow, type FinishReason, type StoredCitation, storeAnswerRows } from './answer-rows.ts';
import { type Asked, answerPorts } from './asked.ts';
import { generation } from './write-prose.ts';

/** Everything that an answer came to. */
export type Ending = {
  state: 'done' | 'stopped' | 'failed';
  finishReason: FinishReason;
  error?: AppError;
  text: string;
  ids: readonly number[];
  trail: readonly TrailStep[];
  passages: readonly EventPassage[];
  /** Numbers of the passages whose lines stood in the prompt: what left a repository into a model. */
  inPrompt: ReadonlySet<number>;
  citations: readonly StoredCitation[];
  promptTokens: number;
  cachedTokens: number;
  /** The part of the prompt from which on it was read again; none where all of it was cached. */
  readFrom?: PromptPart | null;
  firstTokenMs: number | null;
};

function readFromOf({ readFrom }: Ending): { readFrom?: PromptPart } {
  return readFrom ? { readFrom } : {};
}

/** Stores an answer, ends its job and records both, in one act: none of the three is there without the others. */
export async function finishAnswer(ctx: JobContext<unknown>, row: AnswerRow, asked: Asked, ending: Ending): Promise<void> {
  const isWritten = ending.ids.length > 0 || ending.inPrompt.size > 0 || ending.promptTokens > 0;
  const model = isWritten ? answerPorts().servedModel() : null;
  const salt = newSalt();
  const written = {
    modelDigest: model?.sha256 ?? '',
    modelName: model?.name ?? '',
    parameters: model ? { ...generation, sourceAsked: ending.trail.some((step) => step.kind === 'source'), ...readFromOf(ending) } : {},
    promptTokens: ending.promptTokens,
    cachedTokens: ending.cachedTokens,
    outputTokens: ending.ids.length,
  };
  const error = ending.error ?? null;
  await act(ctx.actor, 'answer.stored', async (tx) => {
    await storeAnswerRows(tx, row.id, { ...ending, ...written, error, tokenIds: ending.ids, salt });
    await finishJob(tx, ctx, ending.state, ending.error);
    const record = {
      answerId: row.id,
      jobId: row.jobId,
      mode: row.mode,
      finishReason: ending.finishReason,
      errorCode: error?.code ?? '',
      attempts: ctx.attempt + 1,
      scope: row.scope,
      repositoryIds: row.scope.map((entry) => entry.repositoryId),
      passages: ending.passages.map((passage) => recordedPassage(passage, ending.inPrompt)),
      ...written,
      citations: ending.citations.length,
      citationsVerified: ending.citations.filter((citation) => citation.verified).length,
      questionDigest: saltedDigest(asked.question, asked.salt),
      answerDigest: saltedDigest(ending.text, salt),
    };
    return { record, result: undefined, outcome: ending.state === 'failed' ? 'failed' : 'done' };
  });
}

function recordedPassage(passage: EventPassage, inPrompt: ReadonlySet<number>) {
  const { number, repositoryId, repository, revision, path, startLine, endLine, blobId } = passage;
  return { number, repositoryId, repository, revision, path, startLine, endLine, blobId, inPrompt: inPrompt.has(number) };
}
