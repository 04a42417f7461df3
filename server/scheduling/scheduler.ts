import { charge, cost, type Shares } from './fair-share.ts';

/** A job in line for a slot. `order` is its age: smaller came earlier. */
export type Waiting = {
  jobId: string;
  userId: string;
  order: number;
  /** It had a slot when the engine or the appliance went down. */
  resumed: boolean;
};

/** Everything that decides who goes next. `slots[n]` is the job in slot n, or null; there are none while the engine is not ready. */
export type Line = {
  waiting: readonly Waiting[];
  slots: readonly (string | null)[];
  shares: Shares;
};

/** Virtual tokens that a question usually takes: some 4,000 to read and 300 to write. Only places in line are reckoned with it. */
export const averageJobCost = cost({ promptTokens: 4_000, outputTokens: 300 });

export type Turn = { jobId: string; slot: number };

/** A job's place, from 1, and how many go before it. */
export type Place = { place: number; ahead: number };

/**
 * Who gets a slot now: nobody where no slot is free or nobody waits.
 *
 * Lowest free slot first: llama.cpp batches only contiguous sequence ids, a gap between busy slots splits the batch.
 */
export function takeTurn(line: Line): Turn | null {
  const slot = line.slots.indexOf(null);
  const job = nextInLine(line.waiting, line.shares);
  return slot === -1 || !job ? null : { jobId: job.jobId, slot };
}

/**
 * The places of everybody in line, if each job took what jobs take on average.
 *
 * @param jobCost virtual tokens of an average job
 */
export function placesInLine(line: Pick<Line, 'waiting' | 'shares'>, jobCost: number): Map<string, Place> {
  const places = new Map<string, Place>();
  let shares = line.shares;
  const waiting = new Set(line.waiting);
  for (let ahead = 0; waiting.size > 0; ahead++) {
    const job = nextInLine([...waiting], shares);
    if (!job) break;
    places.set(job.jobId, { place: ahead + 1, ahead });
    shares = charge(shares, job.userId, jobCost);
    waiting.delete(job);
  }
  return places;
}

/**
 * Whoever was interrupted goes on first, since their reader sees half an answer; then the person who had least; of one
 * person's jobs the oldest. Attempts are bounded, so the first rule starves nobody.
 */
function nextInLine(waiting: readonly Waiting[], shares: Shares): Waiting | null {
  let best: Waiting | null = null;
  for (const job of waiting) if (!best || goesBefore(job, best, shares)) best = job;
  return best;
}

function goesBefore(a: Waiting, b: Waiting, shares: Shares): boolean {
  if (a.resumed !== b.resumed) return a.resumed;
  if (!a.resumed && a.userId !== b.userId) {
    const difference = (shares.get(a.userId) ?? 0) - (shares.get(b.userId) ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return a.order < b.order;
}
