const SOURCE = /\.(?:c|cc|cpp|cxx|h|hpp|cu|cuh|ts|tsx|js|mjs|jsx|go|py|rs|java|kt|rb|php|swift|cs)$/;
const ASIDE = /(?:^|\/)(?:tests?|testing|__tests__|specs?|fixtures?|vendor|third_party|node_modules|dist|bench(?:marks?)?)\//i;
const TEST_NAME = /[._-](?:test|spec)s?\.|_test\.|(?:^|\/)test[_-]/i;
const BOILERPLATE = /copyright|licen[cs]e|todo|fixme|deprecated|eslint|noqa|pragma|@generated|do not edit|nolint/i;
const FEWEST_WORDS = 5;
const MOST_WORDS = 40;

/** A file of the project's own code: what a question may be about. */
export function isSource(path: string): boolean {
  return SOURCE.test(path) && !ASIDE.test(path) && !TEST_NAME.test(path);
}

/** The first sentence of a comment: up to a full stop, a blank line or a tag. */
export function sentenceOf(comment: string): string {
  const paragraph = comment.trim().split(/\n\s*\n|\n\s*(?:@|:param|Args:|Parameters|Returns|>>>|```|[-*] )/)[0] ?? '';
  return (
    paragraph
      .replace(/\s+/g, ' ')
      .replace(/^@brief\s+/, '')
      .split(/(?<=[.!?])\s+(?=[A-Z`])/)[0]
      ?.trim() ?? ''
  );
}

/** A sentence without some names, however they are quoted or called. */
export function withoutNames(sentence: string, names: readonly string[]): string {
  let text = sentence;
  for (const name of names) text = text.replace(new RegExp(`[\`"']?(?<![\\w/.])${escaped(name)}(?![\\w])(?:\\(\\))?[\`"']?`, 'gi'), ' ');
  return text
    .replace(/\s+/g, ' ')
    .replace(/^[\s,:;.-]+/, '')
    .trim();
}

/** Whether a sentence says enough to be asked, and is no boilerplate. */
export function isAsked(sentence: string): boolean {
  const words = sentence.match(/\p{L}{2,}/gu) ?? [];
  return words.length >= FEWEST_WORDS && words.length <= MOST_WORDS && !BOILERPLATE.test(sentence) && !/^\s*[@#=*-]/.test(sentence);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
