import type { Engine } from '#server/engine/index.ts';
import { loadActorById } from '#server/identity/index.ts';
import { type Actor, AppError, hasCode, limits, log, newId } from '#server/platform/index.ts';
import type { EventStore } from './event-store.ts';
import type { JobContext, JobEnd, JobHandler, JobKind } from './job.ts';
import type { JobEvent } from './job-event.ts';
import { finishWhereOpen, interruptJob, type JobOwner, type JobRow, type JobStatus, jobState, startJob } from './job-store.ts';
import { openSlotWork, type SlotWork } from './slot-work.ts';

/** A job in the hands of the dispatcher. */
export type ActiveJob = {
  readonly id: string;
  readonly userId: string;
  readonly owner: JobOwner;
  readonly kind: JobKind;
  readonly handler: JobHandler<unknown>;
  readonly payload: unknown;
  readonly order: number;
  attempt: number;
  phase: 'preparing' | 'ready' | 'running' | 'ending';
  slot: number | null;
  /** Virtual tokens charged at its admission and not yet used. */
  reserved: number;
  /** It ran before; what went down then. */
  interruption: 'engine' | 'appliance' | null;
  /** Last place that its watchers were told. */
  toldPlace: number | null;
  /** Of its present run. */
  work: SlotWork;
  readonly controller: AbortController;
};

export type RunPorts = {
  engine: Engine;
  events: EventStore;
  charge(job: ActiveJob, work: { promptTokens: number; outputTokens: number }): void;
  /** Called with all that a job tells. */
  told(job: ActiveJob, event: JobEvent): void;
};

/** Why a job's signal is aborted. A shutdown leaves the job as it is: the next start resumes it. */
export const cancelled = new DOMException('the job was cancelled', 'AbortError');
export const shuttingDown = new DOMException('the appliance stops', 'AbortError');

/** How a phase left the job: over, or to be admitted (again), or to be left alone. */
export type PhaseResult = 'over' | 'ready' | 'left';

/** The part of a job that needs no slot. */
export async function prepareJob(job: ActiveJob, ports: RunPorts): Promise<PhaseResult> {
  try {
    job.controller.signal.throwIfAborted();
    await job.handler.prepare?.(await contextOf(job, ports));
    const row = await jobState(job.id);
    if (row?.state !== 'waiting') {
      // Nothing was left to do for a slot, and the handler has committed that.
      emitFinished(job, ports, row);
      return 'over';
    }
    job.controller.signal.throwIfAborted();
    return 'ready';
  } catch (error) {
    return settle(job, ports, error);
  }
}

/** Runs an admitted job to its end, or to its next interruption. */
export async function runJob(job: ActiveJob, ports: RunPorts): Promise<PhaseResult> {
  try {
    const ctx = await contextOf(job, ports);
    // A lost claim does nothing: cancelled in this moment, the next step ends it; else somebody else holds it.
    if (!(await startJob(job))) return (await jobState(job.id))?.cancelled ? 'ready' : 'left';
    emitStart(job, ports);
    await job.handler.run({ ...ctx, slot: job.slot });
    await finishWhereOpen(job, 'done');
    emitFinished(job, ports, await jobState(job.id));
    return 'over';
  } catch (error) {
    return settle(job, ports, error);
  }
}

/** Ends a job whose signal was aborted while it waited in line. */
export function endWaitingJob(job: ActiveJob, ports: RunPorts): Promise<PhaseResult> {
  return settle(job, ports, job.controller.signal.reason);
}

/** Tells the watchers of a job how it ended. Called at start-up too, for a job whose last event a crash took. */
export function emitFinished(job: { id: string; attempt: number }, ports: Pick<RunPorts, 'events'>, row: JobStatus | null): void {
  if (!row || row.state === 'waiting' || row.state === 'running' || ports.events.isFinished(job.id)) return;
  ports.events.append(job.id, row.attempt, { type: 'finished', state: row.state, ...(row.error && { error: row.error }) });
}

async function settle(job: ActiveJob, ports: RunPorts, error: unknown): Promise<PhaseResult> {
  const reason: unknown = job.controller.signal.aborted ? job.controller.signal.reason : error;
  if (reason === shuttingDown) return 'left';
  if (reason === cancelled) return end(job, ports, { state: 'stopped' });
  if (job.slot !== null && (hasCode(reason, 'engine.unavailable') || hasCode(reason, 'engine.loading'))) {
    const interruptions = ports.events.read(job.id, 0).filter((stored) => stored.event.type === 'continued').length;
    if (interruptions >= limits.jobInterruptions) {
      return end(job, ports, { state: 'failed', error: new AppError('job.interrupted', { times: interruptions + 1 }, { cause: reason }) });
    }
    return (await interruptJob(job)) ? 'ready' : 'left';
  }
  return end(job, ports, { state: 'failed', error: asAppError(job, reason) });
}

async function end(job: ActiveJob, ports: RunPorts, how: JobEnd): Promise<PhaseResult> {
  job.phase = 'ending';
  try {
    const actor = await actorOf(job).catch((): Actor => ({ kind: 'system', part: 'scheduling' }));
    // The job's own signal is aborted: what there is must be stored all the same.
    await job.handler.end?.({ ...makeContext(job, ports, actor), signal: new AbortController().signal }, how);
  } catch (error) {
    log('scheduling').error({ jobId: job.id, err: error }, 'the end of a job could not be stored as its handler wanted');
  }
  try {
    await finishWhereOpen(job, how.state, how.state === 'failed' ? how.error : undefined);
    emitFinished(job, ports, await jobState(job.id));
    return 'over';
  } catch (error) {
    // Nothing can be written now (a full disk): the row stays unfinished, and the next start takes it up again.
    log('scheduling').error({ jobId: job.id, err: error }, 'a job could not be ended');
    return 'left';
  }
}

function emitStart(job: ActiveJob, ports: RunPorts): void {
  const event: JobEvent = job.interruption ? { type: 'continued', reason: job.interruption, atMs: Date.now() } : { type: 'started' };
  ports.events.append(job.id, job.attempt, event);
}

async function contextOf(job: ActiveJob, ports: RunPorts): Promise<JobContext<unknown>> {
  return makeContext(job, ports, await actorOf(job));
}

function makeContext(job: ActiveJob, ports: RunPorts, actor: Actor): JobContext<unknown> {
  const { attempt } = job;
  return {
    jobId: job.id,
    payload: job.payload,
    attempt,
    actor,
    loadActor: () => actorOf(job),
    signal: job.controller.signal,
    engine: ports.engine,
    emit: (event) => {
      ports.events.append(job.id, attempt, event);
      ports.told(job, event);
    },
    storedEvents: () => ports.events.read(job.id, 0),
    charge: (work) => ports.charge(job, work),
  };
}

/** Loads who asked, with the rights of now. @throws AppError `job.notAllowed` for a person who may not act any more */
async function actorOf(job: Pick<ActiveJob, 'owner'>): Promise<Actor> {
  if (job.owner.kind !== 'person') return job.owner;
  const person = await loadActorById(job.owner.id);
  if (!person) throw new AppError('job.notAllowed', {});
  return person;
}

function asAppError(job: ActiveJob, error: unknown): AppError {
  if (error instanceof AppError) return error;
  const id = newId();
  log('scheduling').error({ jobId: job.id, id, err: error }, 'a job failed');
  return new AppError('request.internal', { id }, { cause: error });
}

/** Makes a row the dispatcher's; null for a kind that this release does not know or whose payload is not its own. */
export function activate(
  row: JobRow,
  known: { kind: JobKind; handler: JobHandler<unknown> } | undefined,
  { order, wasRunning }: { order: number; wasRunning: boolean },
): ActiveJob | null {
  const payload = known?.kind.payload.safeParse(JSON.parse(row.payload));
  if (!known || !payload?.success) return null;
  return {
    id: row.id,
    userId: row.userId,
    owner: row.owner,
    kind: known.kind,
    handler: known.handler,
    payload: payload.data,
    order,
    attempt: row.attempt,
    phase: 'preparing',
    slot: null,
    reserved: 0,
    interruption: wasRunning ? 'appliance' : null,
    toldPlace: null,
    work: openSlotWork(),
    controller: new AbortController(),
  };
}
