/**
 * The virtual token counter: how much of the engine each person has been given, so that the one who had least goes next
 * (Sheng et al., "Fairness in Serving Large Language Models", OSDI 2024). Counted in tokens, not in requests: sixteen
 * parallel questions of one person share that person's one turn. Plain data in, plain data out.
 */
export type Shares = ReadonlyMap<string, number>;

/**
 * Virtual tokens of one token read and of one token written. On the boxes this is made for a written token takes about six
 * times as long as one of the prompt (180 against 30 a second).
 */
const promptTokenCost = 1;
const outputTokenCost = 6;

/** Virtual tokens of some work. */
export function cost(work: { promptTokens: number; outputTokens: number }): number {
  return work.promptTokens * promptTokenCost + work.outputTokens * outputTokenCost;
}

/** What a person has after more work was done for them. */
export function charge(shares: Shares, userId: string, virtualTokens: number): Shares {
  return new Map(shares).set(userId, (shares.get(userId) ?? 0) + virtualTokens);
}

/**
 * Sets work off against what was charged when the job was admitted. A job counts from its admission on: while it reads a long
 * prompt nothing is written yet, and its person would else be given slot after slot as if they had had none.
 *
 * @param reserved what is left of the charge at admission
 * @returns what is left of it now, and what is to be charged beyond it
 */
export function setOff(reserved: number, virtualTokens: number): { reserved: number; beyond: number } {
  const covered = Math.min(reserved, virtualTokens);
  return { reserved: reserved - covered, beyond: virtualTokens - covered };
}

/**
 * Lifts somebody who comes back to the line to the least of those who are in it: time spent away is no credit, else a week of
 * holidays would buy the box for a morning.
 *
 * @param inLine user ids with a job waiting or running, without `userId`
 */
export function join(shares: Shares, userId: string, inLine: Iterable<string>): Shares {
  const others = [...inLine].filter((id) => id !== userId).map((id) => shares.get(id) ?? 0);
  const own = shares.get(userId) ?? 0;
  // Nobody there: the last counters stand, so that taking turns alone is no way to reset them.
  const least = others.length > 0 ? Math.min(...others) : own;
  return new Map(shares).set(userId, Math.max(own, least));
}
