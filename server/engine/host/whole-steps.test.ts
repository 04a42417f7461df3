import type { BatchItem, Token } from 'node-llama-cpp';
import { expect, it } from 'vitest';
import { WholeSteps } from './whole-steps.ts';

const item = (slot: number, tokens = 1): BatchItem => ({
  tokens: Array.from({ length: tokens }, () => 0 as Token),
  logits: [],
  evaluationPriority: slot as BatchItem['evaluationPriority'],
});
const slotsOf = (step: ReturnType<WholeSteps['next']>) => step.map(({ item }) => item.evaluationPriority);

it('holds a step until every answer is there, and computes prompts beside them', () => {
  const steps = new WholeSteps();
  const leave = [0, 1, 2].map(() => steps.join());
  const reading = item(3, 40);
  expect(steps.next({ items: [item(0), item(2), reading], size: 64 })).toEqual([]);
  expect(slotsOf(steps.next({ items: [item(0), item(2), reading, item(1)], size: 64 }))).toEqual([0, 1, 2, 3]);
  leave[1]?.();
  leave[1]?.();
  expect(slotsOf(steps.next({ items: [item(0), item(2)], size: 64 }))).toEqual([0, 2]);
});

it('does not wait for ever for an answer that does not come', () => {
  const steps = new WholeSteps();
  steps.join();
  steps.join();
  let looks = 0;
  while (steps.next({ items: [item(0)], size: 64 }).length === 0) expect(looks++).toBeLessThan(1_000);
  expect(looks).toBeGreaterThan(0);
  expect(steps.next({ items: [item(0)], size: 64 })).toEqual([]);
});
