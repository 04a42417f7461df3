import { bySlot, isAnswering, type StepRequest } from './batch-order.ts';

/** Far more looks than the promises between two tokens of an answer take; whoever is later comes with the next step. */
const LOOKS_MAX = 128;

/**
 * Keeps all answers that are being written in the same decode step.
 *
 * node-llama-cpp begins a step as soon as one answer has asked for its next token, while the last of them asks a few promises later:
 * seven of eight are computed, then one, then seven (118 instead of 138 tokens a second over 8 slots). A step of nothing makes its
 * loop look again behind those promises.
 */
export class WholeSteps {
  #writing = 0;
  #looks = 0;

  /** An answer has its first token. @returns it needs no other; may be called twice */
  join(): () => void {
    this.#writing++;
    let isIn = true;
    return () => {
      if (isIn) this.#writing--;
      isIn = false;
    };
  }

  /** What the next step computes, as `bySlot` orders it; nothing while an answer is still on its way. */
  readonly next = (request: StepRequest): ReturnType<typeof bySlot> => {
    const isWhole = request.items.filter(isAnswering).length >= this.#writing;
    if (!isWhole && this.#looks++ < LOOKS_MAX) return [];
    this.#looks = 0;
    return bySlot(request);
  };
}
