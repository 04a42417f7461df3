import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseQuery } from './query.ts';
import { foldSpelling } from './spelling.ts';
import { partsOf, stemOf, termsOf, termsText } from './words.ts';

it.each([
  ['kv_cache_types', ['kv', 'cach', 'type', 'kv_cache_types']],
  ['parseHTTPRequest2', ['pars', 'http', 'request', 'parsehttprequest2']],
  ['plain', ['plain']],
  ['Größe', ['größe']],
])('takes %s apart and keeps it whole', (identifier, terms) => {
  expect(termsOf(identifier)).toEqual(terms);
});

it('gives terms that the index can hold: lower case, without blanks or quotes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      for (const term of termsText(text).split(' ').filter(Boolean)) {
        expect(term).toBe(term.toLowerCase());
        expect(term).not.toMatch(/["\s]/);
      }
    }),
    { seed: 21 },
  );
});

it.each([
  ['quantisation', 'quantization'],
  ['initialised', 'initialized'],
  ['behaviour', 'behavior'],
  ['colours', 'colors'],
  ['analyse', 'analyze'],
  ['cancelled', 'canceled'],
  ['catalogue', 'catalog'],
])('%s and %s are one word', (british, american) => {
  expect(stemOf(british)).toBe(stemOf(american));
});

it.each(['four', 'source', 'raise', 'exercise', 'resource', 'hour', 'called'])('leaves %s a word of its own', (word) => {
  expect(stemOf(word)).not.toBe(stemOf('other'));
  expect(foldSpelling('source')).toBe('source');
});

it('drops what says nothing about code, and counts an identifier in full', () => {
  const { terms, identifiers } = parseQuery('Where is `kv_cache` added to the KV store?');
  expect(terms.map(({ term }) => term)).toEqual(expect.arrayContaining(['kv', 'cach', 'kv_cache', 'store']));
  expect(terms.map(({ term }) => term)).not.toContain('where');
  expect(terms.find(({ term }) => term === 'ad')?.weight ?? terms.find(({ term }) => term === 'add')?.weight).toBeLessThan(0.6);
  expect(identifiers).toEqual(['kv_cache']);
});

it('asks for long and short forms as one concept', () => {
  const { terms } = parseQuery('quantisation on the command line');
  const concept = terms.find(({ term }) => term === stemOf('quantization'))?.concept;
  expect(terms.filter((each) => each.concept === concept).map(({ term }) => term)).toContain('quant');
  expect(terms.map(({ term }) => term)).toContain('arg');
});

it('asks for words side by side as they stand together in code, not over a stop word', () => {
  const { terms } = parseQuery('KV cache types, parsed from the command');
  const said = terms.map(({ term }) => term);
  expect(said).toEqual(expect.arrayContaining(['kv cach', 'cach type', 'type pars']));
  expect(said).not.toContain('pars command');
});

it('takes 64 KiB of question without more than 80 concepts', () => {
  const text = Array.from({ length: 8_000 }, (_, at) => `word${String.fromCharCode(97 + (at % 26))}${at}`).join(' ');
  expect(new Set(parseQuery(text).terms.map(({ concept }) => concept)).size).toBeLessThanOrEqual(80);
});

it('cuts camelCase, underscores and digits', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{2,8}$/), fc.stringMatching(/^[a-z]{2,8}$/), (first, second) => {
      const camel = first + second.charAt(0).toUpperCase() + second.slice(1);
      expect(partsOf(camel)).toEqual([first, second]);
      expect(partsOf(`${first}_${second}`)).toEqual([first, second]);
      expect(partsOf(`${first}8${second}`)).toEqual([first, second]);
    }),
    { seed: 22 },
  );
});
