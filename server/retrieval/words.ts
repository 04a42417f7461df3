import { stemmer } from 'stemmer';
import { foldSpelling } from './spelling.ts';

/** Identifiers longer than this are data (digests, base64), not names. */
const IDENTIFIER_LENGTH = 80;
/** Identifiers whose terms are remembered; a repository has some 100,000. */
const REMEMBERED = 400_000;

// Words of other scripts are terms as they stand.
const IDENTIFIER = /[\p{L}_][\p{L}\p{N}\p{M}_]*/gu;
const PART = /\p{Lu}+(?![\p{Ll}])|\p{Lu}?[\p{Ll}\p{Lo}\p{M}]+/gu;
const ASCII_IDENTIFIER = /[A-Za-z_][A-Za-z0-9_]*/g;
const ASCII_PART = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g;

const termsByIdentifier = new Map<string, readonly string[]>();
const stems = new Map<string, string>();

/** The identifiers of a text, as written, in order. */
export function identifiersOf(text: string): string[] {
  const ascii = isAscii(text);
  return (text.match(ascii ? ASCII_IDENTIFIER : IDENTIFIER) ?? []).filter((word) => word.length <= IDENTIFIER_LENGTH);
}

/** The words an identifier is made of: cut at camelCase, underscores and digits, lower case, of two letters at least. */
export function partsOf(identifier: string): string[] {
  const parts = identifier.match(isAscii(identifier) ? ASCII_PART : PART) ?? [];
  return parts.filter((part) => part.length > 1).map((part) => part.toLowerCase());
}

/** A word as it is compared: spelling folded, then stemmed. */
export function stemOf(word: string): string {
  let stem = stems.get(word);
  if (stem === undefined) {
    stem = stemmer(foldSpelling(word));
    if (stems.size < REMEMBERED) stems.set(word, stem);
  }
  return stem;
}

/**
 * The terms of an identifier: the stems of its parts, and the whole in lower case where it has several parts or digits.
 * `kv_cache_types` gives kv, cach, type and kv_cache_types.
 */
export function termsOf(identifier: string): readonly string[] {
  const known = termsByIdentifier.get(identifier);
  if (known) return known;
  const terms = partsOf(identifier).map(stemOf);
  const whole = wholeTerm(identifier);
  if (whole) terms.push(whole);
  if (termsByIdentifier.size < REMEMBERED) termsByIdentifier.set(identifier, terms);
  return terms;
}

/** The whole identifier as a term of its own, or null where it is one plain word. */
export function wholeTerm(identifier: string): string | null {
  const isPlainWord = /^\p{Lu}?[^\p{Lu}\p{N}_]*$|^\p{Lu}+$/u.test(identifier);
  return isPlainWord || identifier.length < 3 ? null : identifier.toLowerCase();
}

/** A text's terms in one string, as the index stores them. */
export function termsText(text: string): string {
  let joined = '';
  for (const identifier of identifiersOf(text)) {
    for (const term of termsOf(identifier)) joined += `${term} `;
  }
  return joined;
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) return false;
  return true;
}
