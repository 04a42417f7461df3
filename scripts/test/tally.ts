/** What a step of the test run comes to. */
export type Tally = { passed: number; failed: number; output: string };

/** A step that is one thing, such as lint. */
export function tallyOfOne(passed: boolean, output: string): Tally {
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, output };
}

/** The last line of every test command; CI reads it. */
export function closingLine(tallies: readonly Tally[]): string {
  const sum = (key: 'passed' | 'failed') => tallies.reduce((total, tally) => total + tally[key], 0);
  return `${sum('passed')} passed, ${sum('failed')} failed`;
}
