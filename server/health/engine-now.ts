import type { EngineState } from '#server/engine/index.ts';
import { loadActorById } from '#server/identity/index.ts';
import { type Actor, type Authorized, db, monotonicMs } from '#server/platform/index.ts';
import { type SlotsView, watchSlots } from '#server/scheduling/index.ts';
import { type EngineDay, engineDay } from './engine-day.ts';
import { healthParts } from './health-parts.ts';

/** A slot, and who is answered in it. */
export type SlotNow = {
  slot: number;
  use:
    | null
    | (Omit<NonNullable<SlotsView['slots'][number]>, 'userId'> & {
        /** The person's name; null for one who may not act any more, and for the console. */
        person: string | null;
        isConsole: boolean;
        /** Of an answer: how it is written, and from what. */
        answer: { mode: string; repositories: string[] } | null;
      });
};

/** The engine at this moment. */
export type EngineNow = Omit<SlotsView, 'slots'> & { state: EngineState; slots: SlotNow[]; day: EngineDay };

/** How often the last day is counted again for somebody who watches. */
const DAY_EVERY_MS = 10_000;

/** The engine now, and whenever something about it changes: figures at most once a second. */
export async function* watchEngine(_box: Authorized<'appliance'>, signal: AbortSignal): AsyncGenerator<EngineNow> {
  const { engine } = healthParts();
  const known = new Map<string, Promise<JobFacts>>();
  let day: EngineDay | null = null;
  let countedMs = 0;
  for await (const { slots, ...line } of watchSlots(signal)) {
    if (!day || monotonicMs() > countedMs + DAY_EVERY_MS) {
      day = await engineDay();
      countedMs = monotonicMs();
    }
    const busy = slots.map(async (use, slot): Promise<SlotNow> => {
      if (!use) return { slot, use: null };
      const { userId, ...progress } = use;
      const facts = known.get(use.jobId) ?? factsOf(use.jobId, userId);
      known.set(use.jobId, facts);
      return { slot, use: { ...progress, ...(await facts) } };
    });
    yield { ...line, state: engine.state(), slots: await Promise.all(busy), day };
    for (const jobId of known.keys()) if (!slots.some((use) => use?.jobId === jobId)) known.delete(jobId);
  }
}

/** What does not change while a job is in its slot: it ends when its person may not act any more. */
type JobFacts = Pick<NonNullable<SlotNow['use']>, 'person' | 'isConsole' | 'answer'>;

async function factsOf(jobId: string, userId: string): Promise<JobFacts> {
  const isConsole = userId === ('console' satisfies Actor['kind']);
  return { isConsole, person: isConsole ? null : await nameOf(userId), answer: await answerOf(jobId) };
}

async function answerOf(jobId: string): Promise<JobFacts['answer']> {
  const row = await db().answer.findUnique({ where: { jobId }, select: { mode: true, scope: true } });
  if (!row) return null;
  // Written by answers/ alone, and never changed.
  const scope = JSON.parse(row.scope) as { repository: string }[];
  return { mode: row.mode, repositories: scope.map(({ repository }) => repository) };
}

async function nameOf(userId: string): Promise<string | null> {
  return (await loadActorById(userId))?.name ?? null;
}
