import fc from 'fast-check';
import type { BatchItem, Token } from 'node-llama-cpp';
import { expect, it } from 'vitest';
import { bySlot } from './batch-order.ts';

const item = (slot: number, tokens: number): BatchItem => ({
  tokens: Array.from({ length: tokens }, () => 0 as Token),
  logits: [],
  evaluationPriority: slot as BatchItem['evaluationPriority'],
});
const waiting = fc.uniqueArray(fc.record({ slot: fc.nat(15), tokens: fc.integer({ min: 1, max: 900 }) }), {
  selector: (of) => of.slot,
  minLength: 1,
});

it('computes slots in ascending order, within the size, and every answer before any prompt', () => {
  fc.assert(
    fc.property(waiting, fc.integer({ min: 16, max: 512 }), (of, size) => {
      const items = of.map(({ slot, tokens }) => item(slot, tokens));
      const taken = bySlot({ items, size });
      const slots = taken.map((t) => t.item.evaluationPriority);
      expect(slots).toEqual(slots.toSorted((a, b) => a - b));
      expect(taken.reduce((sum, t) => sum + t.processAmount, 0)).toBeLessThanOrEqual(size);
      for (const t of taken) expect(t.processAmount).toBeGreaterThan(0);
      for (const answering of items.filter((i) => i.tokens.length === 1)) expect(taken.some((t) => t.item === answering)).toBe(true);
      // What is there to compute is computed: a step is full, or everything is in it.
      const all = items.reduce((sum, i) => sum + i.tokens.length, 0);
      expect(taken.reduce((sum, t) => sum + t.processAmount, 0)).toBe(Math.min(all, size));
    }),
    { seed: 12 },
  );
});
