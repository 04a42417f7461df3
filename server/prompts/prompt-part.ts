import type { Tokenizer } from './prompt-tokens.ts';

/** The parts of a prompt, in their order. */
export const promptParts = ['instructions', 'history', 'passages', 'question'] as const;
export type PromptPart = (typeof promptParts)[number];

/**
 * The part in which a token of a prompt stands: with the number of tokens that were still in the slot's cache, the part from which on the
 * prompt had to be read again.
 *
 * @param without for each part but the last, tokens of the same prompt that says nothing behind it
 * @param at place of the token, from 0
 */
export function partAt(
  tokens: readonly number[],
  without: Readonly<Record<Exclude<PromptPart, 'question'>, readonly number[]>>,
  at: number,
) {
  const endOf = (part: readonly number[]) => {
    const end = part.findIndex((id, place) => id !== tokens[place]);
    return end < 0 ? part.length : end;
  };
  if (at < endOf(without.instructions)) return 'instructions';
  if (at < endOf(without.history)) return 'history';
  return at < endOf(without.passages) ? 'passages' : 'question';
}

/** Tells of a prompt in which part a token stands; asks the tokeniser only then. @throws what the engine throws */
export type FindPart = (engine: Tokenizer, at: number) => Promise<PromptPart>;
