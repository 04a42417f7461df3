import { unaudited } from '#server/platform/database/unaudited.ts';
import {
  type Actor,
  AppError,
  actorId,
  type ConsoleActor,
  db,
  limits,
  newId,
  now,
  type SystemActor,
  type Target,
  type Tx,
} from '#server/platform/index.ts';
import type { JobKind } from './job.ts';
import type { FinalState } from './job-event.ts';

/** Who asked, as a job remembers it: a person's rights are loaded again whenever they matter. */
export type JobOwner = { kind: 'person'; id: string } | ConsoleActor | SystemActor;

export type JobState = 'waiting' | 'running' | FinalState;

export type JobRow = {
  id: string;
  kind: string;
  payload: string;
  owner: JobOwner;
  userId: string;
  state: JobState;
  attempt: number;
  cancelled: boolean;
};

const unfinished = { in: ['waiting', 'running'] };

/**
 * Puts a job in line, inside the act that asks for it: neither is there without the other. Call `jobsChanged` after the act.
 *
 * @throws AppError `job.tooMany` where the person has enough in line, `session.required` for a stranger
 */
export async function enqueue<P>(tx: Tx, actor: Actor, kind: JobKind<P>, payload: P): Promise<{ jobId: string }> {
  const userId = actorId(actor);
  const count = await tx.job.count({ where: { userId, state: unfinished } });
  if (count >= limits.jobsPerPerson) throw new AppError('job.tooMany', { limit: limits.jobsPerPerson });
  const jobId = newId();
  await tx.job.create({
    data: {
      id: jobId,
      kind: kind.name,
      class: kind.class,
      payload: JSON.stringify(kind.payload.parse(payload)),
      actor: JSON.stringify(ownerOf(actor)),
      userId,
      state: 'waiting',
      createdAt: now(),
    },
  });
  return { jobId };
}

/**
 * Asks a job to stop, inside the act that says so; one that has finished stays as it is. Call `jobsChanged` after the act.
 *
 * @returns whether there was something to stop
 */
export async function cancelJob(tx: Tx, jobId: string): Promise<boolean> {
  const { count } = await tx.job.updateMany({ where: { id: jobId, state: unfinished }, data: { cancelled: true } });
  return count > 0;
}

/**
 * Ends a job, inside the act that stores its result: a job is never done without its result, nor the other way round.
 *
 * @throws Error where this attempt no longer holds the job; the act is undone, and whoever holds it now carries on
 */
export async function finishJob(
  tx: Tx,
  job: { jobId: string; attempt: number },
  state: FinalState,
  error?: Pick<AppError, 'code' | 'params'>,
): Promise<void> {
  const { count } = await tx.job.updateMany({
    where: { id: job.jobId, attempt: job.attempt, state: unfinished },
    data: { state, finishedAt: now(), ...(error && { errorCode: error.code, errorParams: JSON.stringify(error.params) }) },
  });
  if (count !== 1) throw new Error(`job ${job.jobId} is not held by attempt ${job.attempt}`);
}

/** Ends the row of a job whose handler has not done so in an act of its own. */
export async function finishWhereOpen(job: { id: string; attempt: number }, state: FinalState, error?: AppError): Promise<void> {
  const row = await jobState(job.id);
  if (row?.state !== 'waiting' && row?.state !== 'running') return;
  await unaudited('job.lease', (tx) => finishJob(tx, { jobId: job.id, attempt: job.attempt }, state, error));
}

/** waiting → running. @returns false where somebody was faster, or the job is over */
export function startJob(job: { id: string; attempt: number }): Promise<boolean> {
  return unaudited('job.lease', async (tx) => {
    const { count } = await tx.job.updateMany({
      where: { id: job.id, state: 'waiting', attempt: job.attempt, cancelled: false },
      data: { state: 'running', startedAt: now() },
    });
    return count === 1;
  });
}

/** running → waiting with the next attempt, after the engine died. @returns false where this attempt does not hold the job */
export function interruptJob(job: { id: string; attempt: number }): Promise<boolean> {
  return unaudited('job.lease', async (tx) => {
    const { count } = await tx.job.updateMany({
      where: { id: job.id, state: 'running', attempt: job.attempt },
      data: { state: 'waiting', attempt: job.attempt + 1 },
    });
    return count === 1;
  });
}

/**
 * At start-up: nobody holds a job now. All that is unfinished waits again with its next attempt, since the last events of any
 * of them may be gone after a power cut.
 *
 * @returns ids of those that were running
 */
export function resumeAll(): Promise<Set<string>> {
  return unaudited('job.lease', async (tx) => {
    const running = await tx.job.findMany({ where: { state: 'running' }, select: { id: true } });
    await tx.job.updateMany({ where: { state: unfinished }, data: { state: 'waiting', attempt: { increment: 1 } } });
    return new Set(running.map((job) => job.id));
  });
}

/** Waiting and running jobs, oldest first. */
export async function unfinishedJobs(): Promise<JobRow[]> {
  const rows = await db().job.findMany({ where: { state: unfinished }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });
  return rows.map((row) => ({ ...row, state: row.state as JobState, owner: JSON.parse(row.actor) as JobOwner }));
}

/** Ids of somebody's waiting and running jobs. */
export async function unfinishedOf(userId: string): Promise<string[]> {
  const rows = await db().job.findMany({ where: { userId, state: unfinished }, select: { id: true } });
  return rows.map((row) => row.id);
}

/** What became of a job. */
export type JobStatus = { state: JobState; attempt: number; cancelled: boolean; error?: { code: string; params: Record<string, unknown> } };

/** @returns null where there is no such job */
export async function jobState(jobId: string): Promise<JobStatus | null> {
  const row = await db().job.findUnique({ where: { id: jobId } });
  if (!row) return null;
  const error = row.errorCode ? { code: row.errorCode, params: JSON.parse(row.errorParams ?? '{}') as Record<string, unknown> } : undefined;
  return { state: row.state as JobState, attempt: row.attempt, cancelled: row.cancelled, ...(error && { error }) };
}

/** @throws AppError `job.notFound` */
export async function jobTarget(jobId: string): Promise<Target<'job'>> {
  const row = await db().job.findUnique({ where: { id: jobId }, select: { userId: true } });
  if (!row) throw new AppError('job.notFound', {});
  return { kind: 'job', id: jobId, ownerId: row.userId };
}

function ownerOf(actor: Actor): JobOwner {
  if (actor.kind === 'stranger') throw new AppError('session.required', {});
  return actor.kind === 'person' ? { kind: 'person', id: actor.id } : actor;
}
