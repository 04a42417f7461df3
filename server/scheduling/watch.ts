import { AppError } from '#server/platform/index.ts';
import { openChannel } from './channel.ts';
import type { EventStore } from './event-store.ts';
import { type EventId, eventId, type JobEvent, parseEventId, type StoredEvent } from './job-event.ts';
import { jobState } from './job-store.ts';

export type WatchedEvent = { id: EventId; event: JobEvent };

/**
 * The events of a job behind `after`, then those to come, until it has finished.
 *
 * Subscribes first, then reads the backlog, then drops what came both ways: nothing is lost at the seam. A watcher whose last
 * event is of an older attempt is told by `rewind` how much of what it saw still holds.
 *
 * @param after id of the last event the watcher has; null for none
 * @throws AppError `job.notFound`, `request.invalid` for an `after` that is no event id
 */
export async function* watchEvents(
  store: EventStore,
  jobId: string,
  after: string | null,
  signal: AbortSignal,
): AsyncGenerator<WatchedEvent> {
  const seen = after === null ? null : parseEventId(after);
  if (after !== null && !seen) throw new AppError('request.invalid', { field: 'lastEventId', reason: 'is no event id' });
  const live = openChannel<StoredEvent>(signal);
  const stopListening = store.listen(jobId, live.push);
  try {
    const job = await jobState(jobId);
    if (!job) throw new AppError('job.notFound', {});
    let last = seen?.number ?? 0;
    if (seen && seen.attempt !== job.attempt) {
      last = Math.min(seen.number, store.lastNumber(jobId, seen.attempt));
      yield { id: eventId({ attempt: job.attempt, number: last }), event: { type: 'rewind', toNumber: last } };
    }
    for (const stored of store.read(jobId, last)) {
      last = stored.number;
      yield { id: eventId(stored), event: stored.event };
    }
    if (store.isFinished(jobId) && store.lastNumber(jobId) <= last) return;
    if (isFinal(job.state) && store.lastNumber(jobId) === 0) {
      // Its events were deleted a day after its end: all that is left to tell is how it ended.
      const event: JobEvent = { type: 'finished', state: job.state, ...(job.error && { error: job.error }) };
      yield { id: eventId({ attempt: job.attempt, number: last + 1 }), event };
      return;
    }
    for await (const stored of live) {
      if (stored.number <= last) continue;
      last = stored.number;
      yield { id: eventId(stored), event: stored.event };
      if (stored.event.type === 'finished') return;
    }
  } finally {
    stopListening();
    live.end();
  }
}

function isFinal<S extends string>(state: S): state is Exclude<S, 'waiting' | 'running'> {
  return state !== 'waiting' && state !== 'running';
}
