import type { Engine } from '#server/engine/index.ts';
import { limits, log, now } from '#server/platform/index.ts';
import { openChannel } from './channel.ts';
import { Dispatcher } from './dispatcher.ts';
import { type EventStore, openEventStore } from './event-store.ts';
import type { StoredEvent } from './job-event.ts';
import { type QueueView, viewFor } from './queue-view.ts';
import type { Place } from './scheduler.ts';
import { type WatchedEvent, watchEvents } from './watch.ts';

type Started = { engine: Engine; events: EventStore; dispatcher: Dispatcher; forgetting: NodeJS.Timeout };

const hourMs = 60 * 60_000;

let started: Started | null = null;

/** Opens events.db, takes up what an earlier run left, and admits jobs from now on. Handlers are registered before. */
export async function startScheduling({ engine, eventsFile }: { engine: Engine; eventsFile: string }): Promise<void> {
  if (started) throw new Error('scheduling has started already');
  const events = openEventStore(eventsFile);
  const forget = () => {
    const jobs = events.forget(new Date(now().getTime() - limits.jobEventsMs));
    if (jobs > 0) log('scheduling').info({ jobs }, 'events of finished jobs were deleted');
  };
  forget();
  const forgetting = setInterval(forget, hourMs);
  const dispatcher = new Dispatcher({ engine, events });
  started = { engine, events, dispatcher, forgetting };
  await dispatcher.start();
}

/** Ends the loop and closes events.db. Unfinished jobs are resumed by the next start. */
export async function stopScheduling(): Promise<void> {
  const stopping = started;
  if (!stopping) return;
  clearInterval(stopping.forgetting);
  await stopping.dispatcher.stop();
  stopping.events.close();
  started = null;
}

/** Tells the dispatcher that jobs were enqueued or cancelled: call it after the act has committed. @returns when it has looked */
export function jobsChanged(): Promise<void> {
  return running().dispatcher.changed();
}

/** The events of a job behind `after`, then those to come, until it has finished. See `watchEvents`. */
export function watchJob(jobId: string, after: string | null, signal: AbortSignal): AsyncGenerator<WatchedEvent> {
  return watchEvents(running().events, jobId, after, signal);
}

/** What a job has emitted so far; nothing is left of it a day after its end. */
export function jobEvents(jobId: string): StoredEvent[] {
  return running().events.read(jobId, 0);
}

/** Place in line of a job; null where it runs, waits for no slot, or is over. */
export function placeOf(jobId: string): Place | null {
  return (
    running()
      .dispatcher.view()
      .jobs.find((job) => job.jobId === jobId)?.place ?? null
  );
}

/** @param userId a user id, or "console" */
export function queueView(userId: string): QueueView {
  const { dispatcher, engine } = running();
  return viewFor(userId, dispatcher.view(), engine.state());
}

/** The queue as a person sees it, now and after every change. */
export function watchQueue(userId: string, signal: AbortSignal): AsyncGenerator<QueueView> {
  return watched(() => queueView(userId), signal);
}

/** Every slot with who is in it, for those who run the box. */
export type SlotsView = ReturnType<Dispatcher['slotView']> & { waiting: number; tokensPerSecond: number };

function slotsView(): SlotsView {
  const { dispatcher } = running();
  const { waiting, tokensPerSecond } = dispatcher.view();
  return { ...dispatcher.slotView(), waiting, tokensPerSecond };
}

/** The slots, now and after every change; figures change once a second. */
export function watchSlots(signal: AbortSignal): AsyncGenerator<SlotsView> {
  return watched(slotsView, signal);
}

/** What `look` sees now, then each time that it sees something else. */
async function* watched<V>(look: () => V, signal: AbortSignal): AsyncGenerator<V> {
  const changes = openChannel<null>(signal);
  const stopListening = running().dispatcher.listen(() => changes.push(null));
  try {
    let view = look();
    let told = JSON.stringify(view);
    yield view;
    for await (const _ of changes) {
      view = look();
      const now = JSON.stringify(view);
      if (now === told) continue;
      told = now;
      yield view;
    }
  } finally {
    stopListening();
    changes.end();
  }
}

function running(): Started {
  if (!started) throw new Error('scheduling has not started');
  return started;
}
