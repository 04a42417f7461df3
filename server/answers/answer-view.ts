import { act } from '#server/audit/index.ts';
import { type Actor, type Authorized, db } from '#server/platform/index.ts';
import { type PromptPart, promptParts } from '#server/prompts/index.ts';
import {
  cancelJob,
  type EventPassage,
  type JobStatus,
  jobEvents,
  jobState,
  jobsChanged,
  type TrailStep,
} from '#server/scheduling/index.ts';
import type { AnswerMode } from './answer-job.ts';
import { type FinishReason, loadAnswer, type ScopeEntry, type StoredCitation } from './answer-rows.ts';
import { findMarkers } from './citation-markers.ts';
import { numbersInPrompt } from './in-prompt.ts';
import { toldSoFar } from './told-so-far.ts';

/** A citation, and where its marker stands in the text (UTF-16 offsets, brackets included; one marker may cite several). */
export type CitationView = StoredCitation & { start: number; end: number };

/** An answer as pages and console show it, finished or not. */
export type AnswerView = {
  id: string;
  jobId: string;
  state: 'waiting' | 'running' | 'done' | 'stopped' | 'failed';
  mode: AnswerMode;
  text: string;
  scope: ScopeEntry[];
  /** `inPrompt`: the model was given its lines; without it they were found, and shown to the person alone. */
  passages: (EventPassage & { inPrompt: boolean })[];
  citations: CitationView[];
  trail: TrailStep[];
  modelName: string | null;
  /** `readFrom`: the part of the prompt that broke what the cache held of it; null where nothing did, and while it is written. */
  counts: { promptTokens: number; cachedTokens: number; outputTokens: number; firstTokenMs: number | null; readFrom: PromptPart | null };
  finishReason: FinishReason | null;
  error?: { code: string; params: Record<string, unknown> };
  createdAtMs: number;
  finishedAtMs: number | null;
  /** What is shown holds everything up to this event: a watcher may go on behind it. null for a finished answer. */
  lastEventId: string | null;
};

/** Several answers by id; ids that are not there are left out. */
export async function viewAnswers(answerIds: readonly string[]): Promise<Map<string, AnswerView>> {
  const rows = await db().answer.findMany({
    where: { id: { in: [...answerIds] } },
    include: { text: true, passages: { orderBy: { number: 'asc' } }, citations: { orderBy: { ordinal: 'asc' } } },
  });
  const views = await Promise.all(rows.map(async (row) => (row.finishedAt ? storedView(row) : toldView(row, await jobState(row.jobId)))));
  return new Map(views.map((view) => [view.id, view]));
}

/**
 * Asks an answer to stop; what is written of it stays.
 *
 * @returns whether there was something to stop
 */
export async function stopAnswer(actor: Actor, answer: Authorized<'answer'>): Promise<{ stopping: boolean }> {
  const { jobId } = await loadAnswer(answer.id);
  const stopping = await act(actor, 'answer.stopRequested', async (tx) => ({
    record: { answerId: answer.id, jobId },
    result: await cancelJob(tx, jobId),
  }));
  await jobsChanged();
  return { stopping };
}

type Row = Awaited<ReturnType<typeof rowsOfAnswers>>[number];

function rowsOfAnswers() {
  return db().answer.findMany({ include: { text: true, passages: true, citations: true } });
}

function storedView(row: Row): AnswerView {
  const text = row.text?.text ?? '';
  const trail = JSON.parse(row.trail) as TrailStep[];
  const inPrompt = numbersInPrompt(trail);
  return {
    ...head(row),
    state: row.state as AnswerView['state'],
    text,
    passages: row.passages.map(({ answerId: _, symbol, ...passage }) => ({
      ...passage,
      ...(symbol !== null && { symbol }),
      inPrompt: inPrompt.has(passage.number),
    })),
    citations: withPlaces(text, row, inPrompt),
    trail,
    counts: {
      promptTokens: row.promptTokens ?? 0,
      cachedTokens: row.cachedTokens ?? 0,
      outputTokens: row.outputTokens ?? 0,
      firstTokenMs: row.firstTokenMs,
      readFrom: readFromOf(row.parameters),
    },
    finishReason: row.finishReason as FinishReason | null,
    ...(row.errorCode && { error: { code: row.errorCode, params: JSON.parse(row.errorParams ?? '{}') as Record<string, unknown> } }),
    finishedAtMs: row.finishedAt?.getTime() ?? null,
    lastEventId: null,
  };
}

/** An answer whose rows are not filled yet: what its events tell. */
function toldView(row: Row, job: JobStatus | null): AnswerView {
  const events = jobEvents(row.jobId);
  const told = toldSoFar(events);
  const last = events.at(-1);
  const inPrompt = numbersInPrompt(told.trail);
  return {
    ...head(row),
    state: job?.state ?? 'failed',
    text: told.text,
    passages: (told.passages ?? []).map((passage) => ({ ...passage, inPrompt: inPrompt.has(passage.number) })),
    citations: [],
    trail: told.trail,
    counts: {
      promptTokens: told.promptTokens,
      cachedTokens: told.cachedTokens ?? 0,
      outputTokens: told.ids.length,
      firstTokenMs: null,
      readFrom: null,
    },
    finishReason: null,
    ...(job?.error && { error: job.error }),
    finishedAtMs: null,
    lastEventId: last ? `${last.attempt}:${last.number}` : null,
  };
}

function readFromOf(parameters: string | null): PromptPart | null {
  const { readFrom } = JSON.parse(parameters ?? '{}') as { readFrom?: PromptPart };
  return promptParts.find((part) => part === readFrom) ?? null;
}

function head(row: Row) {
  return {
    id: row.id,
    jobId: row.jobId,
    mode: row.mode as AnswerMode,
    scope: JSON.parse(row.scope) as ScopeEntry[],
    modelName: row.modelName,
    createdAtMs: row.createdAt.getTime(),
  };
}

/** Joins stored citations with the markers of the text, which come in the same order. */
function withPlaces(text: string, row: Row, inPrompt: ReadonlySet<number>): CitationView[] {
  // What the appliance says itself may repeat a whole question: nobody's marks are looked for in it.
  if (row.citations.length === 0) return [];
  const places = findMarkers(text, (id) => inPrompt.has(id)).flatMap((marker) => marker.ids.map(() => marker));
  return row.citations.map(({ answerId: _, ...citation }) => {
    const place = places[citation.ordinal - 1];
    return { ...citation, start: place?.start ?? 0, end: place?.end ?? 0 };
  });
}
