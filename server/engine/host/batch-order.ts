import type { BatchItem, PrioritizedBatchItem } from 'node-llama-cpp';

/** What waits to be computed, and the tokens of one step. */
export type StepRequest = { items: readonly BatchItem[]; size: number };

/**
 * What goes into the next decode step: one token of every answer being written first, then prompts share the rest; all in
 * ascending order of slots. llama.cpp computes only ascending, contiguous sequences together: in another order it splits the
 * batch (84 instead of 111 tokens a second over 8 slots).
 *
 * `evaluationPriority` carries the slot's number: it is the one value that node-llama-cpp hands through to this function.
 */
export function bySlot({ items, size }: StepRequest): PrioritizedBatchItem[] {
  const ordered = items.toSorted((a, b) => a.evaluationPriority - b.evaluationPriority);
  const answering = ordered.filter(isAnswering).slice(0, size);
  const amounts = new Map<BatchItem, number>(answering.map((item) => [item, 1]));
  // The shortest prompt first: what it leaves of its share goes to the longer ones.
  const prompts = ordered.filter((item) => !isAnswering(item)).sort((a, b) => a.tokens.length - b.tokens.length);
  let left = size - answering.length;
  for (const [index, item] of prompts.entries()) {
    const share = Math.min(item.tokens.length, Math.ceil(left / (prompts.length - index)));
    amounts.set(item, share);
    left -= share;
  }
  return ordered.map((item) => ({ item, processAmount: amounts.get(item) ?? 0 })).filter(({ processAmount }) => processAmount > 0);
}

/** Whether somebody waits for one token of an answer. */
export function isAnswering(item: BatchItem): boolean {
  return item.tokens.length === 1;
}
