/** Waits of the page, in milliseconds. */
export const CLIENT_WAIT_MS = {
  /** What a query answered stays fresh this long; live data is pushed and does not wait for it. */
  stale: 10_000,
  /** An unused socket closes after this. */
  socketIdle: 30_000,
  /** First and longest wait before the socket is tried again. */
  reconnectFirst: 500,
  reconnectMax: 8_000,
  /** A ping after so long without a frame, and the wait for its answer. */
  keepAlive: 20_000,
  pong: 5_000,
} as const;
