/**
 * What a sentence says that can be looked up in lines of code. `strong` claims must be there; a weak one (a name that might
 * as well be a product's, such as JavaScript) only speaks for the citation where it is found.
 */
export type Claim = { kind: 'identifier' | 'quotation'; text: string; strong: boolean };

const quotePattern = /"([^"\n]{2,300})"|“([^”\n]{2,300})”|«([^»\n]{2,300})»/g;
const codeSpanPattern = /(?<!`)(`+)(?!`)([\s\S]*?[^`])\1(?!`)/g;
const bareIdentifierPattern = /(?<![\w/.-])(?:--?[A-Za-z][\w-]*|[A-Za-z_$][\w$]*(?:(?:::|->|\.)[A-Za-z_~][\w$]*)*(?:\(\))?)/g;

/** Words that stand in nearly every file: finding one proves nothing. */
const everywhere = new Set(
  `and as bool break case char class const continue def default do double else enum export false float fn for from func function
   if import in int let long new nil none not null or public private return self static string struct switch this true try type
   undefined use var void while with`.split(/\s+/),
);

/** Shorter ones are found by chance. */
const claimLengthMin = 3;

/** The identifiers and quotations of a sentence, each once, in order of appearance. */
export function claimsOf(sentence: string): Claim[] {
  const claims: Claim[] = [];
  const add = (claim: Claim | null) => {
    if (!claim || claim.text.length < claimLengthMin || everywhere.has(claim.text.toLowerCase())) return;
    if (!claims.some((other) => other.text === claim.text)) claims.push(claim);
  };
  const withoutSpans = sentence.replace(codeSpanPattern, (_span, _ticks, code: string) => {
    add(codeClaim(code.trim()));
    return ' ';
  });
  const prose = withoutSpans.replace(quotePattern, (_whole, a?: string, b?: string, c?: string) => {
    add(quoteClaim(a ?? b ?? c ?? ''));
    return ' ';
  });
  for (const [word] of prose.matchAll(bareIdentifierPattern)) add(bareClaim(word));
  return claims;
}

/** Whether lines hold what is claimed. An identifier must stand there whole; a quotation may be spread over lines or cut with dots. */
export function holds(claim: Claim, lines: readonly string[]): boolean {
  return claim.kind === 'identifier' ? holdsIdentifier(claim.text, lines.join('\n')) : holdsQuotation(claim.text, lines);
}

/** Whether a claim only names the passage's own file: true of it, but nothing of what its lines say. */
export function namesFile(claim: Claim, path: string): boolean {
  const text = claim.text.replace(/^\.?\//, '').replace(/:\d+(?:[-–]\d+)?$/, '');
  return path === text || path.endsWith(`/${text}`) || path.startsWith(`${text.replace(/\/$/, '')}/`);
}

function codeClaim(code: string): Claim | null {
  if (!/[\p{L}\p{N}]/u.test(code)) return null;
  const kind = /^(?:--?[\w-]+|[\w$~]+(?:(?:::|->|\.)[\w$~]+)*(?:\(\))?)$/.test(code) ? 'identifier' : 'quotation';
  return { kind, text: kind === 'identifier' ? code.replace(/\(\)$/, '') : code, strong: true };
}

function quoteClaim(quoted: string): Claim | null {
  const text = quoted.trim().replace(/[.,;:]+$/, '');
  return /[\p{L}\p{N}]/u.test(text) ? { kind: 'quotation', text, strong: true } : null;
}

function bareClaim(word: string): Claim | null {
  const text = word.replace(/\(\)$/, '');
  const strong = word.endsWith('()') || /^--[a-z]/.test(word) || /::|->/.test(word) || /[A-Za-z0-9]_+[A-Za-z0-9]/.test(word);
  const weak = /[a-z][A-Z]/.test(word);
  return strong || weak ? { kind: 'identifier', text, strong } : null;
}

function holdsIdentifier(identifier: string, text: string): boolean {
  if (hasWhole(text, identifier)) return true;
  // `params.cache_type_k` may be written `params->cache_type_k`, or in parts.
  const parts = identifier.split(/::|->|\./).filter((part) => /\w/.test(part));
  return parts.length > 1 && parts.every((part) => hasWhole(text, part));
}

function hasWhole(text: string, word: string): boolean {
  // A flag goes on over hyphens: --cache is not --cache-type-k.
  const inside = word.startsWith('-') ? /[\w-]/ : /[\w$]/;
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (!inside.test(text[at - 1] ?? '') && !inside.test(text[at + word.length] ?? '')) return true;
  }
  return false;
}

function holdsQuotation(quotation: string, lines: readonly string[]): boolean {
  const text = plain(lines.map((line) => line.replace(/^\s*(?:\/\/+!?|\/\*+|\*+\/?|#+|--|;+|"""|''')?\s*/, '')).join(' '));
  const asWritten = plain(lines.join(' '));
  const parts = quotation.split(/\s*(?:\.\.\.|…)\s*/).filter((part) => /[\p{L}\p{N}]/u.test(part));
  return [text, asWritten].some((hay) => inOrder(hay, parts.map(plain)));
}

function inOrder(text: string, parts: readonly string[]): boolean {
  let from = 0;
  for (const part of parts) {
    const at = text.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return parts.length > 0;
}

/** White space and the shape of quotation marks are nobody's claim. */
function plain(text: string): string {
  return text.replace(/[“”]/g, '"').replace(/[‘’]/g, "'").replace(/\s+/g, ' ').trim();
}
