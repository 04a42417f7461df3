import { db, now } from '#server/platform/index.ts';

/** What the last day's answers were like: nothing where there were none. */
export type EngineDay = {
  answers: number;
  /** Tokens of all prompts, and those of them that were still in a slot's cache. */
  promptTokens: number;
  cachedTokens: number;
  /** Nine in ten had waited no longer than this for their slot. */
  waitP90Ms: number | null;
};

const DAY_MS = 24 * 60 * 60_000;
/** Of more answers the newest: looked up one by one, they take some milliseconds. */
const ANSWERS_MAX = 1_000;

/** Counts the answers that were asked for within the last 24 hours and are done. */
export async function engineDay(): Promise<EngineDay> {
  const jobs = await db().job.findMany({
    where: { state: 'done', createdAt: { gte: new Date(now().getTime() - DAY_MS) } },
    orderBy: { createdAt: 'desc' },
    take: ANSWERS_MAX,
    select: { id: true, attempt: true, createdAt: true, startedAt: true },
  });
  const answers = await db().answer.findMany({
    // Evidence alone waits for no slot.
    where: { jobId: { in: jobs.map(({ id }) => id) }, mode: { not: 'evidence' } },
    select: { jobId: true, promptTokens: true, cachedTokens: true },
  });
  const written = new Set(answers.map(({ jobId }) => jobId));
  const waits = jobs
    // One that went on after an interruption started long after it was asked for.
    .filter(({ id, attempt }) => written.has(id) && attempt === 0)
    .flatMap(({ createdAt, startedAt }) => (startedAt ? [startedAt.getTime() - createdAt.getTime()] : []))
    .toSorted((a, b) => a - b);
  return {
    answers: answers.length,
    promptTokens: answers.reduce((sum, answer) => sum + (answer.promptTokens ?? 0), 0),
    cachedTokens: answers.reduce((sum, answer) => sum + (answer.cachedTokens ?? 0), 0),
    waitP90Ms: waits[Math.ceil(waits.length * 0.9) - 1] ?? null,
  };
}
