import type { BatchItem, PrioritizedBatchItem } from 'node-llama-cpp';

/**
 * What goes into the next decode step: one token of every answer being written first, then prompts share the rest; all in
 * ascending order of slots. llama.cpp computes only ascending, contiguous sequences together: in another order it splits the
 * batch (84 instead of 111 tokens a second over 8 slots).
 *
 * `evaluationPriority` carries the slot's number: it is the one value that node-llama-cpp hands through to this function.
 *
 * @param size tokens of one step
 */
export function bySlot({ items, size }: { items: readonly BatchItem[]; size: number }): PrioritizedBatchItem[] {
  const ordered = [...items].sort((a, b) => a.evaluationPriority - b.evaluationPriority);
  const answering = ordered.filter((item) => item.tokens.length === 1).length;
  const prompts = ordered.length - answering;
  let left = Math.max(size - answering, 0);
  let promptsLeft = prompts;
  const taken: PrioritizedBatchItem[] = [];
  for (const item of ordered) {
    if (item.tokens.length === 1) {
      taken.push({ item, processAmount: 1 });
      continue;
    }
    const processAmount = Math.min(item.tokens.length, Math.ceil(left / promptsLeft));
    left -= processAmount;
    promptsLeft--;
    if (processAmount > 0) taken.push({ item, processAmount });
  }
  return taken.slice(0, size);
}
