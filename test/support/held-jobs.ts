import { z } from 'zod';
import { act } from '#server/audit/index.ts';
import type { Engine, EngineState } from '#server/engine/index.ts';
import type { Actor } from '#server/platform/index.ts';
import {
  cancelJob,
  defineJob,
  enqueue,
  type JobContext,
  jobEvents,
  jobState,
  jobsChanged,
  registerHandler,
  startScheduling,
  stopScheduling,
} from '#server/scheduling/index.ts';
import { openTestDatabase } from './open-test-database.ts';
import { waitFor } from './wait-for.ts';

export const console_: Actor = { kind: 'console', unixUser: 'tester' };
const system: Actor = { kind: 'system', part: 'test' };

/** An engine as far as the dispatcher sees it: how many slots there are, and when that changes. */
export function slotsOnly(first: EngineState): Engine & { become(state: EngineState): void } {
  const listeners = new Set<(state: EngineState) => void>();
  let state = first;
  const cannot = () => Promise.reject(new Error('not asked of this engine'));
  return {
    state: () => state,
    subscribe(fn) {
      listeners.add(fn);
      return () => void listeners.delete(fn);
    },
    become(next) {
      state = next;
      for (const fn of listeners) fn(next);
    },
    generate: () => ({ [Symbol.asyncIterator]: () => ({ next: cannot }) }),
    tokenize: cannot,
    properties: cannot,
    eraseSlot: cannot,
    embed: cannot,
    score: cannot,
    tryAgain: () => false,
    stop: () => Promise.resolve(),
  };
}

type Held = JobContext<{ name: string }> & { slot: number | null; release(): void; fail(error: unknown): void };

/** Runs of each job by its name, in order. */
export const held = new Map<string, Held[]>();
/** "NAME STATE" of every job that was ended without finishing by itself. */
export const ended: string[] = [];
export const prepared: string[] = [];

/** Runs until the test lets it go, or its signal is aborted. */
const work = defineJob({ name: 'test-work', class: 'interactive', payload: z.object({ name: z.string() }), needsSlot: () => true });
registerHandler(work, {
  prepare: async ({ payload }) => void prepared.push(payload.name),
  run: (ctx) =>
    new Promise<void>((resolve, reject) => {
      ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason));
      held.set(ctx.payload.name, [...(held.get(ctx.payload.name) ?? []), { ...ctx, release: resolve, fail: reject }]);
    }),
  end: async ({ payload }, { state }) => void ended.push(`${payload.name} ${state}`),
});
const free = defineJob({ name: 'test-free', class: 'interactive', payload: z.object({}) });
registerHandler(free, async ({ slot, emit }) => emit({ type: 'tokens', text: String(slot), ids: [] }));

export async function askHeld(name: string, actor = console_): Promise<string> {
  const jobId = await act(system, 'console.command', async (tx) => {
    const { jobId: result } = await enqueue(tx, actor, work, { name });
    return { record: { command: 'test' }, result };
  });
  await jobsChanged();
  return jobId;
}

/** Puts a job in line that needs no slot. */
export async function askFree(): Promise<string> {
  const jobId = await act(system, 'console.command', async (tx) => {
    const { jobId: result } = await enqueue(tx, console_, free, {});
    return { record: { command: 'test' }, result };
  });
  await jobsChanged();
  return jobId;
}

export async function cancelHeld(jobId: string): Promise<void> {
  await act(system, 'console.command', async (tx) => ({ record: { command: 'test' }, result: await cancelJob(tx, jobId) }));
  await jobsChanged();
}

export const running = (name: string, run = 0) => waitFor(() => held.get(name)?.[run], { what: `run ${run} of ${name}` });
export const stateOf = async (jobId: string) => (await jobState(jobId))?.state;
export const isOver = (jobId: string, how: string) => waitFor(async () => (await stateOf(jobId)) === how, { what: `${how} of the job` });
export const typesOf = (jobId: string) => jobEvents(jobId).map((stored) => stored.event.type);

export async function openHeldBox(engine: Engine) {
  const box = await openTestDatabase();
  for (const memory of [held, prepared, ended]) memory instanceof Map ? memory.clear() : memory.splice(0);
  await startScheduling({ engine, eventsFile: box.folder.eventsDatabase });
  return {
    eventsFile: box.folder.eventsDatabase,
    async [Symbol.asyncDispose]() {
      await stopScheduling();
      await box[Symbol.asyncDispose]();
    },
  };
}

export const readyWith = (slots: number): EngineState => ({ state: 'ready', slots, context: 1_000 });
