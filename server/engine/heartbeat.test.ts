import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { GenerateFrame } from './engine.ts';
import { FrameQueue } from './frame-queue.ts';
import { Heartbeat, type HeartbeatOptions } from './heartbeat.ts';
import { StepTimes } from './silence.ts';

const limits = { steps: 10, minMs: 30_000, unmeasuredMs: 300_000, unreadMsPerToken: 10 };
const words = (n: number): GenerateFrame => ({ kind: 'tokens', n, ids: [n], text: '.' });

// The clock is the test's: what takes half an hour is over at once.
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watched(of: Partial<HeartbeatOptions> = {}) {
  const silences: number[] = [];
  const heartbeat = new Heartbeat({ limits, times: new StepTimes(), tellsSteps: true, onSilence: (ms) => silences.push(ms), ...of });
  const answer = () => {
    const frames = new FrameQueue<GenerateFrame>();
    void (async () => {
      for await (const _ of heartbeat.follow(frames));
    })();
    return frames;
  };
  return { silences, answer };
}

async function every(ms: number, times: number, fn: (n: number) => void): Promise<void> {
  for (let n = 0; n < times; n++) {
    fn(n);
    await vi.advanceTimersByTimeAsync(ms);
  }
}

it('leaves an engine alone that is slow and alive: 40 s a step, for half an hour', async () => {
  const { silences, answer } = watched();
  const frames = answer();
  await every(40_000, 20, (n) => frames.push({ kind: 'progress', done: n, total: 20 }));
  await every(25_000, 50, (n) => frames.push(words(n)));
  expect(silences).toEqual([]);
  // Ten times the 25 s that a word takes, and a tenth more for the second look.
  await vi.advanceTimersByTimeAsync(240_000);
  expect(silences).toEqual([]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(silences).toHaveLength(1);
});

it('ends one that goes silent after half a minute where steps are short, in writing as in reading', async () => {
  for (const frame of [words, (n: number): GenerateFrame => ({ kind: 'progress', done: n, total: 900 })]) {
    const { silences, answer } = watched();
    const frames = answer();
    await every(30, 50, (n) => frames.push(frame(n)));
    await vi.advanceTimersByTimeAsync(29_000);
    expect(silences).toEqual([]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(silences).toHaveLength(1);
    frames.end();
  }
});

it('goes by the step that a profile has measured, before any was seen', async () => {
  const { silences, answer } = watched({ measuredStepMs: 6_000 });
  answer();
  await vi.advanceTimersByTimeAsync(59_000);
  expect(silences).toEqual([]);
  await vi.advanceTimersByTimeAsync(8_000);
  expect(silences).toHaveLength(1);
});

it('waits for a whole prompt where no step of its reading is told, and not a moment longer once it writes', async () => {
  const { silences, answer } = watched({ tellsSteps: false, measuredStepMs: 40 });
  const frames = answer();
  frames.push({ kind: 'progress', done: 0, total: 100_000 });
  await vi.advanceTimersByTimeAsync(1_000_000);
  frames.push(words(0));
  await every(30, 50, (n) => frames.push(words(n)));
  expect(silences).toEqual([]);
  await vi.advanceTimersByTimeAsync(35_000);
  expect(silences).toHaveLength(1);
});

it('takes any answer for a sign of life: a slot may wait for all of another prompt', async () => {
  const { silences, answer } = watched({ measuredStepMs: 40 });
  answer();
  const other = answer();
  await every(20_000, 30, (n) => other.push({ kind: 'progress', done: n, total: 900 }));
  expect(silences).toEqual([]);
  other.end();
  await vi.advanceTimersByTimeAsync(400_000);
  expect(silences).toHaveLength(1);
});

it('counts no silence while nobody waits for the engine', async () => {
  const { silences, answer } = watched({ measuredStepMs: 40 });
  const frames = answer();
  frames.push(words(0));
  frames.end();
  await vi.advanceTimersByTimeAsync(1_000_000);
  expect(silences).toEqual([]);
});
