import { monotonicMs } from '#server/platform/index.ts';

const windowMs = 10_000;

/** Tokens a second over the last ten seconds, all slots together. */
export function openTokenRate(clock: () => number = monotonicMs): { add(tokens: number): void; read(): number } {
  const counts: { atMs: number; tokens: number }[] = [];
  const forgetOld = () => {
    while (counts[0] && counts[0].atMs < clock() - windowMs) counts.shift();
  };
  return {
    add(tokens) {
      if (tokens > 0) counts.push({ atMs: clock(), tokens });
      forgetOld();
    },
    read() {
      forgetOld();
      const first = counts[0];
      if (!first) return 0;
      const total = counts.reduce((sum, count) => sum + count.tokens, 0);
      return total / (Math.max(clock() - first.atMs, 1_000) / 1_000);
    },
  };
}
