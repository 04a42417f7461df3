import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { charge, cost, join, type Shares, setOff } from './fair-share.ts';
import { type Line, placesInLine, takeTurn, type Waiting } from './scheduler.ts';

const seed = 20_261_124;
const people = ['a', 'b', 'c', 'd', 'e'];

type Arrival = { userId: string; atStep: number; cost: number };
type Ran = { jobId: string; userId: string; cost: number; waitedTurns: number; backlogged: Set<string>; served: Map<string, number> };

const arrival = fc.record({
  userId: fc.constantFrom(...people),
  atStep: fc.nat({ max: 30 }),
  cost: fc.integer({ min: 1, max: 100 }),
});
const arrivals = fc.array(arrival, { minLength: 1, maxLength: 120 });
const slotCount = fc.integer({ min: 1, max: 6 });

/** Runs a box: each step a unit of work is done in every busy slot; what is charged is what was done, as it is done. */
function simulate(jobs: readonly Arrival[], slots: number): Ran[] {
  const running: ({ jobId: string; userId: string; left: number; cost: number } | null)[] = new Array(slots).fill(null);
  const known = new Map<string, Arrival & { turnsSinceArrival: number }>();
  let waiting: Waiting[] = [];
  let shares: Shares = new Map();
  const served = new Map<string, number>();
  const ran: Ran[] = [];
  const arriving = jobs.map((job, order) => ({ ...job, jobId: `job${order}`, order }));
  for (let step = 0; arriving.length > 0 || waiting.length > 0 || running.some(Boolean); step++) {
    for (const job of arriving.filter((candidate) => candidate.atStep === step)) {
      const inLine = [...waiting, ...running.filter((r) => r !== null)].map((other) => other.userId);
      shares = join(
        shares,
        job.userId,
        inLine.filter((id) => id !== job.userId),
      );
      waiting.push({ jobId: job.jobId, userId: job.userId, order: job.order, resumed: false });
      known.set(job.jobId, { ...job, turnsSinceArrival: 0 });
      arriving.splice(arriving.indexOf(job), 1);
    }
    const line = (): Line => ({ waiting, slots: running.map((r) => r?.jobId ?? null), shares });
    for (let turn = takeTurn(line()); turn; turn = takeTurn(line())) {
      const { jobId, slot } = turn;
      const job = known.get(jobId);
      if (!job || running[slot]) throw new Error('a turn for nobody, or for a busy slot');
      expect(running.indexOf(null)).toBe(slot);
      ran.push({
        jobId,
        userId: job.userId,
        cost: job.cost,
        waitedTurns: job.turnsSinceArrival,
        backlogged: new Set(waiting.map((w) => w.userId)),
        served: new Map(served),
      });
      waiting = waiting.filter((w) => w.jobId !== jobId);
      running[slot] = { jobId, userId: job.userId, left: job.cost, cost: job.cost };
      for (const other of waiting) {
        const entry = known.get(other.jobId);
        if (entry) entry.turnsSinceArrival += 1;
      }
    }
    running.forEach((job, slot) => {
      if (!job) return;
      shares = charge(shares, job.userId, 1);
      served.set(job.userId, (served.get(job.userId) ?? 0) + 1);
      job.left -= 1;
      if (job.left === 0) running[slot] = null;
    });
  }
  return ran;
}

describe('the fair scheduler', () => {
  it('admits every job exactly once, whatever comes when', () => {
    fc.assert(
      fc.property(arrivals, slotCount, (jobs, slots) => {
        const ran = simulate(jobs, slots);
        expect(new Set(ran.map((r) => r.jobId)).size).toBe(jobs.length);
        expect(ran).toHaveLength(jobs.length);
      }),
      { seed, numRuns: 200 },
    );
  });

  it('keeps the difference of service between any two people who wait throughout within what the slots can hold', () => {
    const load = fc.array(fc.record({ userId: fc.constantFrom('a', 'b', 'c'), cost: fc.integer({ min: 1, max: 100 }) }), {
      minLength: 30,
      maxLength: 120,
    });
    fc.assert(
      fc.property(load, slotCount, (jobs, slots) => {
        const maxCost = Math.max(...jobs.map((job) => job.cost));
        const ran = simulate(
          jobs.map((job) => ({ ...job, atStep: 0 })),
          slots,
        );
        for (const { backlogged, served } of ran) {
          const services = [...backlogged].map((id) => served.get(id) ?? 0);
          // Between two admissions a person gets ahead by no more than the jobs in flight.
          expect(Math.max(...services) - Math.min(...services)).toBeLessThanOrEqual(2 * slots * maxCost);
        }
      }),
      { seed, numRuns: 200 },
    );
  });

  it('does not let one person with many jobs hold up another with one', () => {
    const many = Array.from({ length: 100 }, () => ({ userId: 'a', atStep: 0, cost: 10 }));
    const [last] = simulate([...many, { userId: 'b', atStep: 25, cost: 10 }], 1).filter((r) => r.userId === 'b');
    // The job in the slot when b came, and perhaps one more while the counters are level.
    expect(last?.waitedTurns).toBeLessThanOrEqual(2);
  });

  it('gives nobody a credit for time spent away', () => {
    const shares = charge(charge(new Map(), 'a', 5_000), 'b', 4_000);
    expect(join(shares, 'newcomer', ['a', 'b']).get('newcomer')).toBe(4_000);
    expect(join(shares, 'a', ['b']).get('a')).toBe(5_000);
    expect(join(shares, 'a', []).get('a')).toBe(5_000);
  });

  it('sets work off against the charge at admission, and charges no more than the work in the end', () => {
    fc.assert(
      fc.property(fc.nat({ max: 10_000 }), fc.array(fc.nat({ max: 3_000 }), { maxLength: 20 }), (admission, works) => {
        let [reserved, charged] = [admission, admission];
        for (const work of works) {
          const after = setOff(reserved, work);
          expect(after.reserved).toBeLessThanOrEqual(reserved);
          reserved = after.reserved;
          charged += after.beyond;
        }
        expect(charged - reserved).toBe(works.reduce((sum, work) => sum + work, 0));
      }),
      { seed },
    );
    expect(cost({ promptTokens: 10, outputTokens: 2 })).toBe(22);
  });

  it('lets an interrupted job go on before anybody else', () => {
    const waiting = [
      { jobId: 'new', userId: 'a', order: 1, resumed: false },
      { jobId: 'half', userId: 'b', order: 2, resumed: true },
    ];
    const shares = new Map([
      ['a', 0],
      ['b', 9_999],
    ]);
    expect(takeTurn({ waiting, slots: ['x', null, null], shares })).toEqual({ jobId: 'half', slot: 1 });
  });

  it('admits nobody while there is no slot', () => {
    const waiting = [{ jobId: 'j', userId: 'a', order: 1, resumed: false }];
    expect(takeTurn({ waiting, slots: [], shares: new Map() })).toBeNull();
    expect(takeTurn({ waiting, slots: ['x'], shares: new Map() })).toBeNull();
  });

  it('numbers the places from 1 without a gap, and the first is the one who goes next', () => {
    const inLine = fc.array(fc.record({ userId: fc.constantFrom(...people), resumed: fc.boolean() }), { minLength: 1, maxLength: 40 });
    const counters = fc.dictionary(fc.constantFrom(...people), fc.integer({ min: 0, max: 100_000 }));
    fc.assert(
      fc.property(inLine, counters, (jobs, counts) => {
        const waiting = jobs.map((job, order) => ({ ...job, jobId: `job${order}`, order }));
        const shares = new Map(Object.entries(counts));
        const places = placesInLine({ waiting, shares }, 5_000);
        const sorted = [...places.values()].map((p) => p.place).sort((x, y) => x - y);
        expect(sorted).toEqual(jobs.map((_, n) => n + 1));
        const next = takeTurn({ waiting, slots: [null], shares });
        expect(next && places.get(next.jobId)).toEqual({ place: 1, ahead: 0 });
      }),
      { seed, numRuns: 200 },
    );
  });
});
