import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CARET, markCitations, splitTokens, withoutHalfMark } from './citation-marks.ts';

const marksOf = (text: string) => markCitations(text).marks;
const readable = (text: string) =>
  splitTokens(markCitations(text).text)
    .map((part) => (part.kind === 'words' ? part.text : part.kind === 'cite' ? `<${part.mark}>` : '|'))
    .join('');

describe('markCitations', () => {
  it('takes marks out of their sentence, with the space before them', () => {
    expect(readable('Parsed in arg.cpp [1]. Then refused [12].')).toBe('Parsed in arg.cpp<0>. Then refused<1>.');
    expect(marksOf('Parsed in arg.cpp [1]. Then refused [12].')).toEqual([1, 12]);
  });

  it('reads lists, ranges and words in a mark', () => {
    expect(marksOf('[1, 2][3] [4-6] [passage 7] [1 and 8]')).toEqual([1, 2, 3, 4, 5, 6, 7, 1, 8]);
  });

  it('leaves code alone, in spans, in fences and on names', () => {
    expect(marksOf('`argv[1]` and kv_cache[2] and f()[3]\n\n```c\nargs[4]\n```\n\nafter `type_k` [5]')).toEqual([5]);
  });

  it('leaves links, definitions and what is no number', () => {
    expect(marksOf('[1](https://x) \n\n[2]: https://y\n\n[a] [] [^1] [12345] [9-2] [1-400]')).toEqual([]);
  });

  it('lets no private character of a model through', () => {
    expect(readable(`a\uE0007\uE001b${CARET}`)).toBe('a7b');
  });

  it('gives every token its place, in order', () => {
    const word = fc.constantFrom('words ', '[1] ', '[2, 3] ', '`x[4]` ', '\n\n', '. ');
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const { text, marks } = markCitations(words.join(''));
        const places = splitTokens(text).flatMap((part) => (part.kind === 'cite' ? [part.mark] : []));
        expect(places).toEqual([...marks.keys()]);
      }),
    );
  });
});

describe('withoutHalfMark', () => {
  it('holds a mark back until it is whole', () => {
    expect(withoutHalfMark('refused [1')).toBe('refused');
    expect(withoutHalfMark('refused [')).toBe('refused');
    expect(withoutHalfMark('refused [1]')).toBe('refused [1]');
    expect(withoutHalfMark('see [a long label of a link')).toBe('see [a long label of a link');
  });
});
