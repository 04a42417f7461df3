import { prefixLength } from '#server/engine/index.ts';
import type { Tokenizer } from './prompt-tokens.ts';

/** The parts of a prompt, in their order. */
export const promptParts = ['instructions', 'history', 'passages', 'question'] as const;
export type PromptPart = (typeof promptParts)[number];

/**
 * The part in which a token of a prompt stands: with the number of tokens that were still in the slot's cache, the part from which on the
 * prompt had to be read again.
 *
 * @param upTo for each part but the last, tokens of the same prompt that says nothing behind it; asked for no further than needed
 * @param at place of the token, from 0
 */
export async function partAt(
  tokens: readonly number[],
  upTo: (part: Exclude<PromptPart, 'question'>) => Promise<readonly number[]>,
  at: number,
): Promise<PromptPart> {
  for (const part of ['instructions', 'history', 'passages'] as const) if (at < prefixLength(await upTo(part), tokens)) return part;
  return 'question';
}

/** Tells of a prompt in which part a token stands; asks the tokeniser only then. @throws what the engine throws */
export type FindPart = (engine: Tokenizer, at: number) => Promise<PromptPart>;
