import { activityWords, stopWords } from './stop-words.ts';
import { otherForms, phraseForms } from './word-forms.ts';
import { partsOf, stemOf, wholeTerm } from './words.ts';

/**
 * A term to look for, or two that follow each other, and how much it says. Terms of one concept are other words for the same: the
 * best of them counts.
 */
export type QueryTerm = { term: string; weight: number; concept: number };

/** A question in words, taken apart for the index. */
export type WordQuery = {
  terms: QueryTerm[];
  /** Whole identifiers named in the question, lower case. */
  identifiers: string[];
  /** Words that may be a file's name, with or without its extension, lower case. */
  fileNames: string[];
  /** The question is about tests, so tests are not put behind. */
  asksForTests: boolean;
  /** What kind of file answers it, as far as its words say. */
  asksFor: 'code' | 'prose' | 'either';
};

const ACTIVITY_WEIGHT = 0.4;
const SCOPE_WEIGHT = 2;
/** A word's short or long form in code says a little less than the word itself. */
const OTHER_FORM_FACTOR = 0.4;
/** Two words that stand side by side say more where they do so in the code (`kv_cache`): this much of the lesser, once more. */
const PAIR_FACTOR = 0.4;
const PAIRS = 16;
/** Terms beyond this many come from pasted text: the first and the rarest say what is asked. */
const TERMS = 64;
/** A word of an earlier question says less than one of this; not tuned: no benchmark has conversations. */
const CARRIED_FACTOR = 0.4;

const WORD = /[\p{L}_][\p{L}\p{N}\p{M}_.:/\\$@-]*(?:\(\))?/gu;
const CODE_LIKE = /[_\d]|[a-z][A-Z]|[A-Z]{2}[a-z]|\w[.:/\\]\w|\(\)$/;

/** Somebody who wants to use the project, not to read it. */
const ASKS_FOR_PROSE = [
  /\b(?:read ?me|documentation|docs|manual|guides?|tutorials?|change ?log|install(?:ing|ation)?)\b/i,
  /\bhow (?:to|(?:do|can|could|should) (?:i|we|you|one))\b/i,
];
/** "Where is … parsed", "Which function …", "how is … implemented": a place in the code. */
const ASKS_FOR_CODE = [
  /\b(?:where|which|what) (?:[\w-]+ ){0,4}?(?:file|function|class|method|module|struct|code|type|is|are|does)/i,
  /\b(?:where|which|what) (?:[\w-]+ ){0,4}?(?:implement|defin|pars|call|read|writ|load|set|check|handl)/i,
  /\b(?:implement(?:s|ed|ation)|parse[sd]|function|class|method|struct)\b/i,
];

/**
 * Takes a question apart: stop words fall out, words that name an activity count for less, identifiers count in full, earlier
 * words a little more than later ones, those of a `scope:` prefix twice. Weights follow docs/retrieval.md.
 *
 * @param carried what the question takes over from earlier ones of its conversation: its words count for less, and together no more
 *   than the question's own
 */
export function parseQuery(text: string, carried = ''): WordQuery {
  const { identifiers, fileNames, ...own } = takenApart(text);
  const query = { terms: own.terms, identifiers, fileNames, ...wantedBy(text) };
  if (carried === '') return query;
  const { terms, total } = takenApart(carried);
  const factor = own.total > 0 ? Math.min(CARRIED_FACTOR, own.total / total) : CARRIED_FACTOR;
  const said = new Set(own.terms.map(({ term }) => term));
  const concepts = Math.max(-1, ...own.terms.map(({ concept }) => concept)) + 1;
  const before = terms.filter(({ term }) => !said.has(term));
  const wantedBefore = wantedBy(carried);
  return {
    ...query,
    terms: [...own.terms, ...before.map(({ term, weight, concept }) => ({ term, weight: weight * factor, concept: concept + concepts }))],
    asksForTests: query.asksForTests || wantedBefore.asksForTests,
    asksFor: query.asksFor === 'either' ? wantedBefore.asksFor : query.asksFor,
  };
}

/** The words of a question as they stand there; stop words weigh 0. `isCode`: it can only be a name, a path or a quotation. */
export function contentWords(text: string): { word: string; index: number; isCode: boolean; weight: number }[] {
  const quoted = quotedSpans(text);
  return [...text.matchAll(WORD)].map((match) => {
    const word = match[0].replace(/(?<![.:/\\$@-])[.:/\\$@-]+$/, '');
    const isCode = quoted.some(([from, to]) => match.index >= from && match.index < to) || CODE_LIKE.test(word);
    return { word, index: match.index, isCode, weight: weightOf(word, isCode) };
  });
}

function wantedBy(text: string): Pick<WordQuery, 'asksForTests' | 'asksFor'> {
  return {
    asksForTests: /\b(?:unit )?tests?\b|\bspecs?\b/i.test(text),
    asksFor: saysAny(ASKS_FOR_PROSE, text) ? 'prose' : saysAny(ASKS_FOR_CODE, text) ? 'code' : 'either',
  };
}

/** `total`: the weight of all words together. */
function takenApart(text: string): Pick<WordQuery, 'terms' | 'identifiers' | 'fileNames'> & { total: number } {
  const identifiers: string[] = [];
  const fileNames: string[] = [];
  const weights = new Map<string, number>();
  const scopeEnd = endOfScope(text);
  const pairs = new Map<string, number>();
  let position = 0;
  let before: { stem: string; weight: number } | null = null;
  for (const { word, index, isCode, weight: base } of contentWords(text)) {
    if (base === 0) {
      before = null;
      continue;
    }
    const weight = base * (1 + 0.3 * Math.exp(-position / 8)) * (index < scopeEnd ? SCOPE_WEIGHT : 1);
    position++;
    fileNames.push(word.toLowerCase());
    const stems = partsOf(word).map(stemOf);
    if (before && stems[0]) raise(pairs, `${before.stem} ${stems[0]}`, Math.min(before.weight, weight) * PAIR_FACTOR);
    const last = stems.at(-1);
    before = last ? { stem: last, weight } : null;
    for (const identifier of word.match(/[\p{L}_][\p{L}\p{N}\p{M}_]*/gu) ?? []) {
      for (const part of partsOf(identifier)) {
        if (isCode || !stopWords.has(part)) raise(weights, stemOf(part), weight);
      }
      const whole = wholeTerm(identifier);
      if (whole) raise(weights, whole, weight);
      if (isCode) identifiers.push((whole ?? identifier).toLowerCase());
    }
  }
  const terms = conceptsOf([...[...weights].slice(0, TERMS), ...[...pairs].slice(0, PAIRS)], text);
  return { terms, identifiers, fileNames, total: [...weights.values()].reduce((sum, weight) => sum + weight, 0) };
}

function saysAny(patterns: readonly RegExp[], text: string): boolean {
  return patterns.some((pattern) => pattern.test(text));
}

/** Each term or pair of terms with its other forms, and what the phrases of the question mean. */
function conceptsOf(weights: readonly [string, number][], text: string): QueryTerm[] {
  const said = weights.flatMap(([term, weight], concept): QueryTerm[] => {
    const others = otherForms(term).map((other) => ({ term: other, weight: weight * OTHER_FORM_FACTOR, concept }));
    return [{ term, weight, concept }, ...others];
  });
  const meant = phraseForms(text).flatMap((forms, at) => forms.map((term) => ({ term, weight: 1, concept: weights.length + at })));
  return [...said, ...meant];
}

function weightOf(word: string, isCode: boolean): number {
  if (isCode) return 1;
  const plain = word.toLowerCase();
  if (stopWords.has(plain)) return 0;
  return activityWords.has(plain) ? ACTIVITY_WEIGHT : 1;
}

/** A word said twice is not twice as important. */
function raise(weights: Map<string, number>, term: string, weight: number): void {
  weights.set(term, Math.max(weights.get(term) ?? 0, weight));
}

function quotedSpans(text: string): [number, number][] {
  return [...text.matchAll(/(?<!`)`+[^`]+`+/g)].map((match) => [match.index, match.index + match[0].length]);
}

/** Where a prefix such as `feat(parser):`, `parser:` or `[parser]` ends; 0 without one. */
function endOfScope(text: string): number {
  return /^\s*(?:\[[^\]]{1,40}\]|[\w./-]{1,40}(?:\([^)]{1,40}\))?!?:(?=\s))/.exec(text)?.[0].length ?? 0;
}
