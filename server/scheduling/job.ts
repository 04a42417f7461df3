import type { z } from 'zod';
import type { Engine } from '#server/engine/index.ts';
import type { Actor, AppError } from '#server/platform/index.ts';
import type { JobEvent, StoredEvent } from './job-event.ts';

/** A kind of job, declared apart from what carries it out: whoever enqueues needs no engine, and no handler's imports. */
export type JobKind<P = unknown> = {
  /** Stored on each row: never renamed while rows of it are unfinished. */
  name: string;
  class: 'interactive' | 'batch';
  payload: z.ZodType<P>;
  /** Whether the job waits in line for a slot of the engine. */
  needsSlot: (payload: P) => boolean;
};

const kinds = new Map<string, JobKind>();

/**
 * Declares a kind of job.
 *
 * @param needsSlot absent: never (such a job starts at once)
 */
export function defineJob<P>({
  name,
  class: jobClass,
  payload,
  needsSlot = () => false,
}: Omit<JobKind<P>, 'needsSlot'> & Partial<Pick<JobKind<P>, 'needsSlot'>>): JobKind<P> {
  if (kinds.has(name)) throw new Error(`the job ${name} is declared twice`);
  const kind = { name, class: jobClass, payload, needsSlot };
  // The map is read by name, and what comes out is parsed with its own schema before use.
  kinds.set(name, kind as unknown as JobKind);
  return kind;
}

/** What a handler is given. `actor` is loaded again for each phase: rights may have changed since the job was asked for. */
export type JobContext<P> = {
  jobId: string;
  payload: P;
  attempt: number;
  actor: Actor;
  /** Who asked, with the rights of this moment: for a decision after long work. @throws AppError `job.notAllowed` */
  loadActor(): Promise<Actor>;
  /** Aborted when the job is cancelled, its person may no longer act, or the appliance stops. */
  signal: AbortSignal;
  engine: Engine;
  /** Stores an event, then tells the watchers. */
  emit(event: JobEvent): void;
  /** Everything emitted so far, in earlier attempts too: what a resumed job goes on from. */
  storedEvents(): StoredEvent[];
  /** Counts work against the person's share. */
  charge(work: { promptTokens: number; outputTokens: number }): void;
};

/** Why a job ends without its handler having finished it. */
export type JobEnd = { state: 'stopped' } | { state: 'failed'; error: AppError };

export type JobHandler<P> = {
  /**
   * Work that needs no slot, done as soon as the job is there: a question's passages appear while it waits. It may end the job
   * (`finishJob`) where that was all. Runs again after an interruption.
   */
  prepare?(ctx: JobContext<P>): Promise<void>;
  /**
   * The work itself. It commits its result together with `finishJob` in one act; where it does not, the job is done when it returns.
   * `slot` is null for jobs that need none, and where there is no engine to wait for.
   */
  run(ctx: JobContext<P> & { slot: number | null }): Promise<void>;
  /**
   * Commits what there is of a job that was stopped or failed, together with `finishJob`. `ctx.actor` is the system where the
   * person may not act any more.
   */
  end?(ctx: JobContext<P>, end: JobEnd): Promise<void>;
};

const handlers = new Map<string, JobHandler<unknown>>();

/** Says how jobs of a kind are carried out. Called by the composition root, before `startScheduling`. */
export function registerHandler<P>(kind: JobKind<P>, handler: JobHandler<P> | JobHandler<P>['run']): void {
  const full = typeof handler === 'function' ? { run: handler } : handler;
  handlers.set(kind.name, full as unknown as JobHandler<unknown>);
}

/** Kind and handler of a stored job; undefined for a name that this release does not know. */
export function lookUp(name: string): { kind: JobKind; handler: JobHandler<unknown> } | undefined {
  const kind = kinds.get(name);
  const handler = handlers.get(name);
  return kind && handler && { kind, handler };
}
