import { expect, it } from 'vitest';
import { StepSize, stepTokens } from './step-size.ts';

/** Steps that were really taken: what one of `size` tokens takes is the box's to say. */
function settled(batch: number, stepMs: (size: number) => number): number {
  let nowMs = 0;
  const size = new StepSize(batch, () => nowMs);
  for (let step = 0; step < 40; step++) {
    const read = size.begin();
    const tokens = size.tokens;
    nowMs += stepMs(tokens);
    read(tokens);
  }
  return size.tokens;
}

it('reads in whole batches where one takes no quarter of a second', () => {
  expect(settled(512, (tokens) => tokens * 0.2)).toBe(512);
});

it('halves the step until it takes at most a quarter of a second', () => {
  expect(settled(512, (tokens) => tokens * 2)).toBe(64);
  expect(settled(128, (tokens) => 10 + tokens * 4)).toBe(32);
});

it('leaves a model alone whose step costs the same however small: its experts are streamed once for each', () => {
  expect(settled(512, (tokens) => 2_700 + tokens * 0.2)).toBe(512);
});

it('takes larger steps again once the box is free', () => {
  expect(
    stepTokens(
      256,
      new Map([
        [256, 4],
        [128, 4],
      ]),
    ),
  ).toBe(64);
  expect(
    stepTokens(
      256,
      new Map([
        [256, 0.9],
        [128, 4],
      ]),
    ),
  ).toBe(256);
});

it('never goes below what is all overhead, however slow the box', () => {
  expect(settled(128, (tokens) => tokens * 100)).toBe(32);
  expect(settled(16, (tokens) => tokens * 100)).toBe(16);
});

it('counts what slots that read at the same time have read together', () => {
  let nowMs = 0;
  const size = new StepSize(128, () => nowMs);
  for (let step = 0; step < 10; step++) {
    const both = [size.begin(), size.begin()];
    nowMs += 300;
    // 256 tokens in 300 ms are 150 ms a step of 128.
    for (const read of both) read(128);
  }
  expect(size.tokens).toBe(128);
});
