import { limits } from '#server/platform/index.ts';

/** How questions begin that say nothing about what they are about. */
const opening = new RegExp(
  '^(?:(?:please|hi|hello|hey)[,!.]?\\s+)*' +
    '(?:(?:can|could|would|will) you (?:please )?(?:tell|show|explain|find|list|describe)(?: (?:me|us))?\\s+|(?:tell|show|explain|find|list|describe)(?: (?:me|us))?\\s+)?' +
    '(?:(?:where|what|which|how|why|who|when)(?:\\s+(?:exactly|else))?\\s+(?:(?:is|are|was|were|does|do|did|can|could|should|would|will|has|have)\\s+)?)?' +
    '(?:(?:i|we|you|one)\\s+)?(?:(?:the|a|an|our)\\s+)?',
  'i',
);

/** Words that must be left for a title; shorter questions keep how they begin. */
const wordsMin = 2;

/**
 * A title made of a question's own words: no model is asked for it, so it costs nobody a turn.
 *
 * @returns at most limits.titleLength characters, cut between words
 */
export function titleFrom(question: string): string {
  const prose = question.replace(/```[\s\S]*?(?:```|$)/g, ' ').trim() || question;
  const line = prose.split('\n').find((candidate) => /[\p{L}\p{N}]/u.test(candidate)) ?? prose;
  const sentence = /^.*?[.!?](?=\s)/.exec(line)?.[0] ?? line;
  const words = sentence
    .replace(/\s+/g, ' ')
    .replace(/^[\s#>*-]+/, '')
    // Begun at the first of a run alone: from each one of 64,000 full stops it would take seconds.
    .replace(/(?<![\s.!?:;,])[\s.!?:;,]+$/, '');
  const rest = words.replace(opening, '');
  const title = rest.split(' ').length >= wordsMin ? rest : words;
  return cut(/^[a-z]+(?:\s|$)/.test(title) ? title.charAt(0).toUpperCase() + title.slice(1) : title);
}

function cut(title: string): string {
  const characters = [...title];
  if (characters.length <= limits.titleLength) return title;
  const whole = characters.slice(0, limits.titleLength - 1).join('');
  const space = whole.lastIndexOf(' ');
  return `${space > limits.titleLength / 2 ? whole.slice(0, space) : whole}…`;
}
