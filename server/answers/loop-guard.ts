/** Longest period that is looked for, in tokens: a repeated paragraph. */
const periodMax = 120;
/** So often must it have stood there, and so many tokens must the repetition cover: a table's rules and rows of zeros are no loop. */
const repeatsMin = 4;
const tokensMin = 80;

/** So many tokens at the end of an answer must bring something new, whatever order they come in. */
const newsTokens = 320;
/** What counts as new: a run of so many tokens that the answer has not had before. */
const runTokens = 8;
/** Lists of similar lines bring several times as much: a name or a number that changes makes each run around it new. */
const newsShareMin = 0.1;

/**
 * Whether the end of an answer only repeats itself: "will it finish or hang?" must not be the reader's worry. It does so where one phrase
 * comes again and again, and where hardly anything in a long stretch is new, such as the same sentences in another order.
 *
 * @param ids token ids of the answer so far
 */
export function isLooping(ids: readonly number[]): boolean {
  return repeatsPhrase(ids) || saysNothingNew(ids);
}

function repeatsPhrase(ids: readonly number[]): boolean {
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

function saysNothingNew(ids: readonly number[]): boolean {
  const from = ids.length - newsTokens;
  if (from < runTokens) return false;
  const seen = new Set<string>();
  let news = 0;
  for (let end = runTokens; end <= ids.length; end++) {
    const run = ids.slice(end - runTokens, end).join();
    if (end > from && !seen.has(run)) news++;
    seen.add(run);
  }
  return news < newsTokens * newsShareMin;
}
