import { describe, expect, it } from 'vitest';
import { needsSource, sourceGrammar } from './source-wanted.ts';

const given = [1, 2, 3];

describe('needsSource', () => {
  it.each([
    ['cites nothing', 'The name goes to `parse_cache_type`.'],
    ['cites only an id that it was never given', 'The name goes to `parse_cache_type` [7].'],
    ['indexes an array and cites nothing', 'The name is `argv[1]`.'],
    ['breaks off in mid-sentence', 'The name goes to `parse_'],
    ['says what code does not do', 'The code does not throw where the name is known, and the context is not full.'],
  ])('is true of an answer that %s', (_, text) => expect(needsSource({ text }, given)).toBe(true));

  it.each([
    ['cites a passage', 'The name goes to `parse_cache_type` [2].'],
    ['says that the passages do not answer', 'The passages do not answer the question.'],
    ['says so in the middle', 'I looked for it. The provided passages don’t say where it is parsed.'],
    ['says that it stands in none of them', 'Its parsing is not mentioned in the passages.'],
    ['ends in a code block, where a mark would be code', 'So:\n\n```cpp\nparse_cache_type(name);\n```'],
    ['breaks off in a code block', 'So:\n\n```cpp\nparse_cache'],
    ['says nothing', ' \n'],
  ])('is false of one that %s', (_, text) => expect(needsSource({ text }, given)).toBe(false));

  it('asks nobody who was given nothing', () => expect(needsSource({ text: 'Hello.' }, [])).toBe(false));
});

it('offers one of the ids that were given, or two that differ, and to whoever ended by itself none', () => {
  expect(sourceGrammar([4], true)).toBe('root ::= " [" ("none]" | "4]")\n');
  expect(sourceGrammar([1, 12], false)).toBe('root ::= " [" ("1]" ("[" ("12") "]")? | "12]" ("[" ("1") "]")?)\n');
});
