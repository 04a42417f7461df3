import type { z } from 'zod';
import { AppError } from '#server/platform/index.ts';
import type { PromptPart } from '#server/prompts/index.ts';
import { type JobContext, type JobEnd, type JobHandler, registerHandler } from '#server/scheduling/index.ts';
import { answerJob } from './answer-job.ts';
import { type AnswerRow, loadAnswer, type StoredCitation } from './answer-rows.ts';
import { askForSource } from './ask-source.ts';
import { type AnswerPorts, type Asked, answerPorts, setAnswerPorts } from './asked.ts';
import { checkCitations } from './check-citations.ts';
import { type AuthorizedScope, authorizeScope, readAgain, readPassages, retrieve } from './evidence.ts';
import { type Ending, finishAnswer } from './finish-answer.ts';
import { numbersInPrompt } from './in-prompt.ts';
import { noEngine, nothingFound } from './plain-words.ts';
import { type AnswerPrompt, askPrompt, plainPrompt } from './prompt.ts';
import { type ToldSoFar, toldSoFar } from './told-so-far.ts';
import { writeProse } from './write-prose.ts';

type Payload = z.infer<typeof answerJob.payload>;
type Context = JobContext<Payload>;

/** Lets jobs of the kind `answer` be carried out. Called by the composition root, before `startScheduling`. */
export function registerAnswers(ports: AnswerPorts): void {
  setAnswerPorts(ports);
  registerHandler(answerJob, answerHandler);
}

const answerHandler: JobHandler<Payload> = {
  /** The passages, before there is a slot: whoever waits can read them already. Where nothing is found, that is the answer. */
  async prepare(ctx) {
    const row = await loadAnswer(ctx.payload.answerId);
    if (row.scope.length === 0) return;
    const before = toldSoFar(ctx.storedEvents());
    if (before.passages) return;
    const [scope, asked] = [await authorizeScope(ctx.actor, row.scope), await answerPorts().loadAsked(row.id)];
    const { passages, trail } = await retrieve(ctx.actor, scope, asked, ctx.signal);
    for (const step of trail.slice(before.trail.length)) ctx.emit({ type: 'step', step });
    ctx.emit({ type: 'passages', passages });
    if (passages.length === 0) await finishWithNothing(ctx, row, asked);
  },

  async run(ctx) {
    const row = await loadAnswer(ctx.payload.answerId);
    const asked = await answerPorts().loadAsked(row.id);
    const told = toldSoFar(ctx.storedEvents());
    const scope = await authorizeScope(ctx.actor, row.scope);
    if (told.passages?.length === 0) return finishWithNothing(ctx, row, asked);
    if (row.mode === 'evidence') return finishAnswer(ctx, row, asked, { ...soFar(told), state: 'done', finishReason: 'end', text: '' });
    if (ctx.slot === null) return finishWithoutEngine(ctx, row, asked, told);
    await finishWithProse({ ...ctx, slot: ctx.slot }, row, asked, scope);
  },

  /** Keeps what was written of an answer that was stopped, or failed. */
  async end(ctx, end) {
    const row = await loadAnswer(ctx.payload.answerId);
    const asked = await answerPorts().loadAsked(row.id);
    const told = toldSoFar(ctx.storedEvents());
    // Nobody may be entitled to the lines any more; then no citation is verified.
    const scope = await authorizeScope(ctx.actor, row.scope).catch((): AuthorizedScope => []);
    const citations = await citationsOf(told.text, told, scope);
    await finishAnswer(ctx, row, asked, { ...soFar(told), ...endingOf(end), text: told.text, ids: told.ids, citations });
  },
};

async function finishWithProse(ctx: Context & { slot: number }, row: AnswerRow, asked: Asked, scope: AuthorizedScope): Promise<void> {
  const before = toldSoFar(ctx.storedEvents());
  const passages = before.passages ?? [];
  const prompt =
    row.scope.length === 0 ? await plainPrompt(ctx.engine, asked) : await askPrompt(ctx.engine, asked, await readPassages(scope, passages));
  if (!before.trail.some((step) => step.kind === 'read')) {
    for (const step of prompt.steps) ctx.emit({ type: 'step', step });
  }
  const told = toldSoFar(ctx.storedEvents());
  const prose = await askForSource(ctx, prompt, await writeProse(ctx, prompt, told), told);
  // Rights are decided once more, as they are now: the answer says what it was given.
  const scopeNow = await authorizeScope(await ctx.loadActor(), row.scope);
  const citations = await citationsOf(prose.text, told, scopeNow);
  const now = soFar(toldSoFar(ctx.storedEvents()));
  const readFrom = await readAgainFrom(ctx, prompt, now.cachedTokens);
  await finishAnswer(ctx, row, asked, { ...now, ...prose, readFrom, state: 'done', citations });
}

/** The part of a prompt that broke what the cache held of it; null where nothing did. One token is always read again. */
async function readAgainFrom(ctx: Context, { tokens, findPart }: AnswerPrompt, cachedTokens: number): Promise<PromptPart | null> {
  if (cachedTokens >= tokens.length - 1) return null;
  // The answer is complete: an engine that dies now takes only this figure along.
  return findPart(ctx.engine, cachedTokens).catch(() => null);
}

function finishWithNothing(ctx: Context, row: AnswerRow, asked: Asked): Promise<void> {
  const told = toldSoFar(ctx.storedEvents());
  const searched = told.trail.flatMap((step) => (step.kind === 'search' ? [step] : []));
  return finishAnswer(ctx, row, asked, { ...soFar(told), state: 'done', finishReason: 'end', text: nothingFound(row.scope, searched) });
}

async function finishWithoutEngine(ctx: Context, row: AnswerRow, asked: Asked, told: ToldSoFar): Promise<void> {
  // Half an answer is there: the engine went down for good while it was written.
  if (told.ids.length > 0) throw new AppError('answer.cutOff', {});
  const text = noEngine(row.scope, told.passages ?? []);
  await finishAnswer(ctx, row, asked, { ...soFar(told), state: 'done', finishReason: 'noEngine', text });
}

function citationsOf(text: string, told: ToldSoFar, scope: AuthorizedScope): Promise<StoredCitation[]> {
  const inPrompt = numbersInPrompt(told.trail);
  const given = (told.passages ?? []).filter((passage) => inPrompt.has(passage.number));
  return given.length === 0 ? Promise.resolve([]) : checkCitations(text, given, (passage) => readAgain(scope, passage));
}

/** What an ending takes from the events. */
function soFar(told: ToldSoFar): Omit<Ending, 'state' | 'finishReason' | 'text'> {
  return {
    ids: [],
    trail: told.trail,
    passages: told.passages ?? [],
    inPrompt: numbersInPrompt(told.trail),
    citations: [],
    promptTokens: told.promptTokens,
    cachedTokens: told.cachedTokens ?? 0,
    firstTokenMs: null,
  };
}

function endingOf(end: JobEnd): Pick<Ending, 'state' | 'finishReason' | 'error'> {
  return end.state === 'stopped'
    ? { state: 'stopped', finishReason: 'stopped' }
    : { state: 'failed', finishReason: 'failed', error: end.error };
}
