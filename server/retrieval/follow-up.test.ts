import { expect, it } from 'vitest';
import { restsOnBefore } from './follow-up.ts';
import { parseQuery } from './query.ts';

const before = 'Where is the KV cache quantisation type parsed from the command line? common/arg.cpp kv_cache_type_from_str';

it.each([
  'And which types are allowed?',
  'Which types are allowed?',
  'Why?',
  'What about the V cache?',
  'Where is it parsed?',
  'How does it work?',
  'What are their default values?',
  'Can you give an example?',
  'Who calls this function?',
  'Why is that needed?',
  'But where is the limit checked?',
  'And where is `parseQuery` called?',
])('%j rests on the question before it', (question) => {
  expect(restsOnBefore(question)).toBe(true);
});

it.each([
  'Where is the KV cache quantisation type parsed from the command line?',
  'Where is the scheduler?',
  'Which function parses flags that take a value?',
  'How does the scheduler choose its next job?',
  'What is `n_ubatch`?',
  'main.ts starts twice, why?',
  'How do I install this project?',
  'And where does the scheduler decide which waiting job gets a slot?',
  'What does common/arg.cpp do?',
])('%j says itself what it is about', (question) => {
  expect(restsOnBefore(question)).toBe(false);
});

it('carries words at less weight than any of the question itself, and together at no more than all of it', () => {
  const own = parseQuery('And which types are allowed?');
  const both = parseQuery('And which types are allowed?', before);
  expect(both.terms.slice(0, own.terms.length)).toEqual(own.terms);
  const weightOf = (term: string) => both.terms.find((one) => one.term === term)?.weight ?? 0;
  expect(weightOf('kv_cache_type_from_str')).toBeGreaterThan(0);
  expect(weightOf('quantiz')).toBeLessThan(weightOf('type') / 2);
  const carried = both.terms.slice(own.terms.length);
  const concepts = Map.groupBy(
    carried.filter(({ term }) => !term.includes(' ')),
    ({ concept }) => concept,
  );
  const sum = [...concepts.values()].reduce((total, words) => total + Math.max(...words.map(({ weight }) => weight)), 0);
  expect(sum).toBeLessThanOrEqual(2 * 1.3);
  expect(own.terms.some(({ concept }) => concepts.has(concept))).toBe(false);
});

it('looks for what was carried where the question has no word of its own', () => {
  const { terms, asksFor } = parseQuery('And why?', before);
  expect(terms.map(({ term }) => term)).toEqual(expect.arrayContaining(['kv', 'cach', 'kv_cache_type_from_str']));
  expect(asksFor).toBe('code');
});

it('changes nothing where nothing is carried', () => {
  const question = 'Where is the scheduler and its `fairShare`?';
  expect(parseQuery(question, '')).toEqual(parseQuery(question));
});
