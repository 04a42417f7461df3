import type { Refusal } from './protocol.ts';

/** A request that cannot be served as it is. */
export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}
