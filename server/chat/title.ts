import { limits } from '#server/platform/index.ts';

/** Manners, and ways to ask for an answer, in front of what is asked. */
const manners = new RegExp(
  '^(?:(?:please|hi|hello|hey|ok|okay|so)(?: there| all)?[,!.]?\\s+)*' +
    "(?:(?:can|could|would|will) you (?:please )?|please |(?:i|we) (?:want|need|would like) to |(?:i|we)['’]d like to |do you know )?" +
    '(?:(?:tell|show|explain|find|find out|list|describe|know|understand|see)(?:(?: to)? (?:me|us))?,?\\s+)?',
  'i',
);

/**
 * "Where is the" and "what are the" can go: what is left is a noun with what happens to it. Behind any other verb ("how does the
 * splitter decide") the rest would be no sentence, so it stays whole.
 */
const opening = new RegExp(
  '^(?:where(?:\\s+exactly)?\\s+(?:is|are|was|were)\\s+(?:(?:the|an?|our)\\s+)?' +
    '(?!(?:it|its|this|that|these|those|they|there|we|you|i)\\b)' +
    '|what\\s+(?:is|are|was|were)\\s+(?:the|our)\\s+|(?:the|an?|our)\\s+)',
  'i',
);

/** Words that must be left for a title; shorter questions keep how they begin. */
const wordsMin = 2;

/** Longer than this a title ends with its first clause: a list of conversations shows no more. */
const comfortable = 56;
const clauseMin = 16;
/** Where a further clause begins. */
const clause = new RegExp(
  '[,;:] (?=\\S)| [-–—] | \\(' +
    '|,? (?:and|but|or|so) (?=(?:how|why|where|what|which|who|when|is|are|does|do|did|can|could|should|will|if|i|we|it|they|then)\\b)' +
    '|,? (?:because|since|although|while|whereas|when|if|unless|until|so that|which|given that)\\b',
  'gi',
);
/** A title does not end in these. */
const dangling = new RegExp(
  '(?:\\s+(?:the|an?|of|on|in|to|for|from|by|with|and|or|but|at|as|is|are|was|were|be|that|which|its?|their|this|into|via|than|how' +
    '|what|where))+$',
  'i',
);

/**
 * A title made of a question's own words, in their order: no model is asked for it, so it costs nobody a turn.
 *
 * @returns at most limits.titleLength characters, cut at a clause or else between words
 */
export function titleFrom(question: string): string {
  const prose = question.replace(/```[\s\S]*?(?:```|$)/g, ' ').trim() || question;
  const line = prose.split('\n').find((candidate) => /[\p{L}\p{N}]/u.test(candidate)) ?? prose;
  const sentence = /^.*?(?<!\b(?:e\.g|i\.e|vs|etc))[.!?](?=\s)/i.exec(line)?.[0] ?? line;
  // Of a pasted page no more is looked at than a title could hold.
  const words = withoutEnd(sentence.replace(/\s+/g, ' ').replace(/^[\s#>*-]+/, '')).slice(0, limits.titleLength * 8);
  const asked = enough(words.replace(manners, ''), words);
  const title = firstClause(enough(asked.replace(opening, ''), asked));
  return cut(/^[a-z]+(?:\s|$)/.test(title) ? title.charAt(0).toUpperCase() + title.slice(1) : title);
}

function enough(rest: string, whole: string): string {
  return rest.split(' ').length >= wordsMin ? rest : whole;
}

function withoutEnd(words: string): string {
  // Begun at the first of a run alone: from each one of 64,000 full stops it would take seconds.
  return words.replace(/(?<![\s.!?:;,])[\s.!?:;,]+$/, '');
}

function firstClause(title: string): string {
  if ([...title].length <= comfortable) return title;
  for (const { index } of title.matchAll(clause)) {
    const first = title.slice(0, index);
    // Inside of quoted code a comma ends nothing.
    const isInCode = (first.match(/`/g)?.length ?? 0) % 2 === 1;
    if (index >= clauseMin && !isInCode && !dangling.test(first)) return withoutEnd(first);
  }
  return title;
}

function cut(title: string): string {
  const characters = [...title];
  if (characters.length <= limits.titleLength) return title;
  const whole = characters.slice(0, limits.titleLength - 1).join('');
  const space = whole.lastIndexOf(' ');
  const words = space > limits.titleLength / 2 ? whole.slice(0, space) : whole;
  return `${words.replace(dangling, '')}…`;
}
