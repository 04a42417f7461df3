import { identifiersOf, termsOf } from './words.ts';

const LINES = 5;
const LINE_CHARACTERS = 240;

/**
 * The few lines of a passage that say most of what was asked.
 *
 * @param weights terms of the question and what each is worth
 * @returns the text and the line of the file it begins at
 */
export function previewOf(
  lines: readonly string[],
  startLine: number,
  weights: ReadonlyMap<string, number>,
): { preview: string; previewLine: number } {
  const worth = lines.map((line) => {
    const terms = new Set(identifiersOf(line).flatMap((identifier) => [...termsOf(identifier)]));
    return [...terms].reduce((sum, term) => sum + (weights.get(term) ?? 0), 0);
  });
  let best = 0;
  let bestWorth = -1;
  for (let from = 0; from <= Math.max(0, lines.length - LINES); from++) {
    const sum = worth.slice(from, from + LINES).reduce((total, each) => total + each, 0);
    if (sum > bestWorth) [best, bestWorth] = [from, sum];
  }
  const shown = lines.slice(best, best + LINES).map((line) => line.slice(0, LINE_CHARACTERS));
  return { preview: shown.join('\n'), previewLine: startLine + best };
}
