import type { EngineState } from '#server/engine/index.ts';
import type { LineView } from './dispatcher.ts';

/** The queue as one person sees it: totals, and their own jobs. Of others' jobs it tells only how many there are. */
export type QueueView = {
  slots: number;
  busy: number;
  waiting: number;
  /** Own jobs, oldest first; `place` is null for those that run or wait for no slot, `waitMs` also where nothing can be said. */
  mine: { jobId: string; kind: string; place: number | null; ahead: number | null; waitMs: number | null }[];
  engine: EngineState;
  /** Written over the last ten seconds, by all slots together. */
  tokensPerSecond: number;
};

export function viewFor(userId: string, line: LineView, engine: EngineState): QueueView {
  const mine = line.jobs
    .filter((job) => job.userId === userId)
    .map(({ jobId, kind, place, waitMs }) => ({ jobId, kind, place: place?.place ?? null, ahead: place?.ahead ?? null, waitMs }));
  return {
    slots: line.slots,
    busy: line.busy,
    waiting: line.waiting,
    mine,
    engine,
    tokensPerSecond: Math.round(line.tokensPerSecond * 10) / 10,
  };
}
