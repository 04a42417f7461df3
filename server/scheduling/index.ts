export { defineJob, type JobContext, type JobEnd, type JobHandler, type JobKind, registerHandler } from './job.ts';
export type { EventId, EventPassage, FinalState, JobEvent, StoredEvent, TrailStep } from './job-event.ts';
export { cancelJob, enqueue, finishJob, type JobStatus, jobState, jobTarget, unfinishedOf } from './job-store.ts';
export type { QueueView } from './queue-view.ts';
export type { Place } from './scheduler.ts';
export {
  jobEvents,
  jobsChanged,
  placeOf,
  queueView,
  type SlotsView,
  startScheduling,
  stopScheduling,
  watchJob,
  watchQueue,
  watchSlots,
} from './scheduling.ts';
export type { WatchedEvent } from './watch.ts';
