import { findMarkers } from './citation-markers.ts';

/** Tokens that a mark may take: a space, brackets and digits, each of them a token of its own in some vocabularies. */
export const sourceTokensMax = 24;

const given = String.raw`(?:passages?|excerpts?|(?:provided|given)\s+(?:sources?|context|code|snippets?|text))\b`;
const without = String.raw`(?:\b(?:do|does|did|is|are|can)(?:\s+not|n['’]t)|\bcannot|\bnot|\bno|\bnothing|\bnone)\b`;
const soon = String.raw`[^.!?\n]{0,60}`;

/** Ways to say what the instructions ask for where the passages do not answer: such an answer has no source to name. */
const unanswered = [
  new RegExp(String.raw`\b${given}${soon}${without}`, 'i'),
  new RegExp(String.raw`${without}${soon}\b(?:in|of|from|by)\s+(?:the|these|those|any)\s+(?:\w+\s+)?${given}`, 'i'),
];

/**
 * Whether an answer is to be asked for its source: there are words, passages were given, and none of them is cited. An answer that
 * says that the passages do not answer is left alone.
 *
 * @param numbers ids of the passages in the prompt
 */
export function needsSource({ text }: { text: string }, numbers: readonly number[]): boolean {
  if (numbers.length === 0 || text.trim() === '') return false;
  const isGiven = (id: number) => numbers.includes(id);
  const citesOneOf = (said: string) => findMarkers(said, isGiven).some((marker) => marker.ids.some(isGiven));
  // Behind the end of a code block a mark would be code.
  const mayCite = citesOneOf(`${text} [${numbers[0]}]`);
  return mayCite && !citesOneOf(text) && !unanswered.some((words) => words.test(text));
}

/**
 * GBNF of the mark: one id, or two that differ, or that there is none. An id that was not given cannot be written. An answer that was
 * cut off in mid-sentence has no "none": there it flips with the token at which the answer was cut, and is nobody's choice.
 *
 * @param ended whether the model ended the answer itself
 */
export function sourceGrammar(numbers: readonly number[], ended: boolean): string {
  const marks = numbers.map((number) => {
    const others = numbers.filter((other) => other !== number).map((other) => `"${other}"`);
    return others.length === 0 ? `"${number}]"` : `"${number}]" ("[" (${others.join(' | ')}) "]")?`;
  });
  return `root ::= " [" (${[...(ended ? ['"none]"'] : []), ...marks].join(' | ')})\n`;
}
