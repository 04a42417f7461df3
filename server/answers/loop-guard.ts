/** Longest period that is looked for, in tokens: a repeated paragraph. */
const periodMax = 120;
/** So often must it have stood there, and so many tokens must the repetition cover: a table's rules and rows of zeros are no loop. */
const repeatsMin = 4;
const tokensMin = 80;

/**
 * Whether the end of an answer only repeats itself: "will it finish or hang?" must not be the reader's worry.
 *
 * @param ids token ids of the answer so far
 */
export function isLooping(ids: readonly number[]): boolean {
  for (let period = 1; period <= periodMax; period++) {
    const covered = Math.max(tokensMin, period * repeatsMin);
    if (covered > ids.length) return false;
    if (endsWithPeriod(ids, period, covered)) return true;
  }
  return false;
}

function endsWithPeriod(ids: readonly number[], period: number, covered: number): boolean {
  for (let at = ids.length - 1; at >= ids.length - covered + period; at--) if (ids[at] !== ids[at - period]) return false;
  return true;
}
