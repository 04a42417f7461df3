import type { Engine } from '#server/engine/index.ts';
import { AppError, monotonicMs } from '#server/platform/index.ts';
import { untilReady } from '../accept-model.ts';
import type { Contender } from './candidates.ts';
import { measureEngine, type Work } from './measure-engine.ts';
import type { Speeds } from './profile.ts';

/** What one start of an engine with a candidate's settings gave. */
export type Visited = Speeds & { startMs: number };

type Visiting = { start(contender: Contender): Engine; work: Work; signal: AbortSignal };

/** Starts an engine as the candidate says, measures it once, and ends it whatever happens. */
export async function visitCandidate(contender: Contender, { start, work, signal }: Visiting): Promise<Visited> {
  const startedMs = monotonicMs();
  const engine = start(contender);
  try {
    await untilReady(engine, signal);
    const startMs = monotonicMs() - startedMs;
    return { startMs, ...(await measureEngine(engine, work, signal)) };
  } finally {
    await engine.stop();
  }
}

/** The first look at the plan: enough to know its speed roughly. */
const FIRST_LOOK: Work = { written: 24, read: 128 };
/** What one part of a visit may take: long enough for many frames, and for steps of every size to be read several times. */
const PART_MIN_MS = 400;
const PART_MAX_MS = 6_000;
const PARTS_OF_BUDGET = 100;
const WRITTEN = { min: 24, max: 256 };
const READ = { min: 128, max: 4_096 };
/** Ending an engine and what lies between the parts. */
const BETWEEN_MS = 300;

/**
 * Visits the plan once before anything counts: its file comes into memory, how long a visit takes is known, and how much every
 * candidate is given to do follows from it.
 *
 * @throws AppError `engine.budgetTooSmall` where not even this fits, and what the plan's engine throws
 */
export async function firstLook(
  plan: Contender,
  of: { start(contender: Contender): Engine; budgetMs: number; signal: AbortSignal },
): Promise<{ work: Work; visitMs: number }> {
  const { start, budgetMs, signal } = of;
  const over = AbortSignal.timeout(budgetMs);
  try {
    const seen = await visitCandidate(plan, { start, work: FIRST_LOOK, signal: AbortSignal.any([signal, over]) });
    return workFor(seen, plan.settings, budgetMs);
  } catch (error) {
    if (signal.aborted || !over.aborted) throw error;
    throw new AppError('engine.budgetTooSmall', { budgetMs, leastMs: budgetMs * 10 });
  }
}

/** How much to write and read, so that no part of the plan's visit takes longer than its share. Pure. */
export function workFor(
  { alone, together, reading, startMs }: Visited,
  { sequences, context, ubatch }: { sequences: number; context: number; ubatch: number },
  budgetMs: number,
): { work: Work; visitMs: number } {
  const partS = within(budgetMs / PARTS_OF_BUDGET, PART_MIN_MS, PART_MAX_MS) / 1_000;
  // With all slots at work each gets its share of the speed: twice a part's time is for them.
  const written = Math.round(within(Math.min(partS * alone, (2 * partS * together) / sequences), WRITTEN.min, WRITTEN.max));
  const read = Math.round(within(Math.max(partS * reading, ubatch), READ.min, Math.min(READ.max, context)));
  const visitMs = startMs + (1_000 * written) / alone + (1_000 * written * sequences) / together + (1_000 * read) / reading + BETWEEN_MS;
  return { work: { written, read }, visitMs };
}

function within(value: number, least: number, most: number): number {
  return Math.max(Math.min(value, most), Math.min(least, most));
}
