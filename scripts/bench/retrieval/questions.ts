import { createHash } from 'node:crypto';
import { draw, seeded } from '../suite.ts';
import { commitQuestions } from './from-commits.ts';
import { docQuestions } from './from-docs.ts';
import { manualQuestions } from './from-manuals.ts';
import { mentionQuestions } from './from-mentions.ts';
import { optionQuestions } from './from-options.ts';
import type { Checkout } from './git-checkout.ts';
import type { Candidate, Question, QuestionKind } from './question.ts';

/**
 * Questions about a checkout, the same for the same commit and seed. Both halves are made alike and share no expected file.
 *
 * @param perKind questions of each kind at most
 */
export function questionsOf(
  checkout: Checkout,
  seed: number,
  perKind: number,
): { questions: Question[]; blanked: Map<string, Set<number>> } {
  const random = seeded(seed);
  const made = [docQuestions, mentionQuestions, optionQuestions, commitQuestions, manualQuestions].map((make) => make(checkout));
  const drawn = made.flatMap((candidates) => draw(saidOnce(candidates), perKind, random));
  const blanked = new Map<string, Set<number>>();
  for (const { path, lines } of drawn.flatMap((candidate) => candidate.blanked ?? [])) {
    const known = blanked.get(path) ?? new Set();
    for (const line of lines) known.add(line);
    blanked.set(path, known);
  }
  return { questions: drawn.map(({ kind, text, expected }) => ({ kind, text, expected, half: halfOf(kind, expected, text) })), blanked };
}

/** What is said of several files asks for none of them. */
function saidOnce(candidates: readonly Candidate[]): Candidate[] {
  return [...Map.groupBy(candidates, ({ text }) => text.toLowerCase()).values()].flatMap((same) => (same.length === 1 ? same : []));
}

/** By the file that answers, so that nothing learnt about a file of one half helps in the other; all options are one file's. */
function halfOf(kind: QuestionKind, expected: readonly string[], text: string): Question['half'] {
  const key = kind === 'options' ? text : (expected[0] ?? '');
  return (createHash('sha256').update(key).digest()[0] ?? 0) % 2 === 0 ? 'tuning' : 'heldOut';
}
