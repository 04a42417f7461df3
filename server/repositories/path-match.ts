/** Words that count: each is looked for in every path, and there may be half a million. */
const WORDS = 16;

/**
 * Paths that a few letters mean: those that hold them together before those that hold them scattered, in the file's name
 * before in its folders, short before long. Letters are compared without case; blanks part words that must all be there.
 */
export function matchPaths(paths: readonly string[], text: string, limit: number): string[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean).slice(0, WORDS);
  if (words.length === 0) return paths.slice(0, limit);
  const scored: { path: string; score: number }[] = [];
  for (const path of paths) {
    const score = scoreOf(path.toLowerCase(), words);
    if (score > 0) scored.push({ path, score });
  }
  scored.sort((a, b) => b.score - a.score || a.path.length - b.path.length || (a.path < b.path ? -1 : 1));
  return scored.slice(0, limit).map(({ path }) => path);
}

function scoreOf(path: string, words: readonly string[]): number {
  const nameAt = path.lastIndexOf('/') + 1;
  let total = 0;
  for (const word of words) {
    const score = wordScore(path, nameAt, word);
    if (score === 0) return 0;
    total += score;
  }
  return total;
}

function wordScore(path: string, nameAt: number, word: string): number {
  if (path === word) return 100;
  const name = path.slice(nameAt);
  if (name === word || name.replace(/\.[^.]*$/, '') === word) return 80;
  if (name.startsWith(word)) return 60;
  if (name.includes(word)) return 50;
  if (path.includes(word)) return 40;
  return scattered(name, word) ? 20 : scattered(path, word) ? 10 : 0;
}

function scattered(path: string, word: string): boolean {
  let at = 0;
  for (const letter of word) {
    at = path.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
