/** The box's time. There is no time source in the room: it may jump, so durations use `monotonicMs`. */
export function now(): Date {
  return new Date();
}

/** Milliseconds since an arbitrary start, never going back. */
export function monotonicMs(): number {
  return performance.now();
}
