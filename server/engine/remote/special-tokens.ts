import type { ModelFacts, SpecialToken } from '../protocol.ts';

/** What special tokens look like in the templates that are about. */
const candidates = /<[|｜][^<>|｜\s]{1,60}[|｜]>|<\/?[a-z_]{1,40}>|\[\/?[A-Z_]{1,40}\]/g;
/** A template of more is none. */
const CANDIDATES_MAX = 200;

/**
 * Special tokens of a model that does not list them: what its template writes, and what one token stands for.
 *
 * @param tokenize reads special tokens wherever they stand
 */
export async function specialTokensIn(
  { chatTemplate, bosText, eosText }: { chatTemplate: string | null; bosText: string; eosText: string },
  tokenize: (text: string) => Promise<number[]>,
): Promise<SpecialToken[]> {
  const written = new Set([...(chatTemplate?.match(candidates) ?? []), bosText, eosText].filter((text) => text !== ''));
  const found: SpecialToken[] = [];
  for (const text of [...written].slice(0, CANDIDATES_MAX)) {
    const ids = await tokenize(text);
    if (ids.length === 1 && ids[0] !== undefined) found.push({ id: ids[0], text, kind: 'control' });
  }
  return found;
}

/**
 * Ids of a text that somebody wrote, from a tokeniser that reads special tokens wherever they stand: where one stands, it is cut
 * in two and each half read alone, so that no words of a person or a file can end a turn.
 */
export async function tokenizePlain(
  text: string,
  specialTokens: readonly SpecialToken[],
  tokenize: (text: string) => Promise<number[]>,
): Promise<number[]> {
  const ids: number[] = [];
  for (const part of cutSpecial(text, specialTokens)) ids.push(...(await tokenize(part)));
  return ids;
}

/** Parts of a text, in order, in none of which a special token stands. */
export function cutSpecial(text: string, specialTokens: readonly SpecialToken[]): string[] {
  const texts = specialTokens.map((token) => token.text).filter((special) => special.length > 1);
  const cuts: number[] = [];
  for (const special of texts) {
    for (let at = text.indexOf(special); at >= 0; at = text.indexOf(special, at + 1)) cuts.push(at + 1);
  }
  const ends = [...new Set(cuts), text.length].sort((a, b) => a - b);
  return ends.map((end, index) => text.slice(index === 0 ? 0 : ends[index - 1], end)).filter((part) => part !== '');
}

/** The token that begins every text of a model, if it has one: it stands where a text is read from its start, and nowhere else. */
export async function startOf(tokenizeAsStart: () => Promise<number[]>, tokenizeAlone: () => Promise<number[]>): Promise<number | null> {
  const [asStart, alone] = [await tokenizeAsStart(), await tokenizeAlone()];
  return asStart.length === alone.length + 1 ? (asStart[0] ?? null) : null;
}

export function tokensOf(facts: {
  start: number | null;
  bosText: string;
  eosText: string;
  specialTokens: readonly SpecialToken[];
}): ModelFacts['tokens'] {
  const idOf = (text: string) => facts.specialTokens.find((token) => token.text === text)?.id ?? null;
  const bos = idOf(facts.bosText) ?? facts.start;
  return { bos, eos: idOf(facts.eosText), eot: null, addBos: facts.start !== null, bosText: facts.bosText, eosText: facts.eosText };
}
