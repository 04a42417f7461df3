import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idsIn } from '#app/messages/citation-words.ts';
import { CARET, findPlaces, splitTokens, withoutHalfMark, withTokens } from './citation-marks.ts';

const given = new Set([...Array(20).keys()].map((n) => n + 1));
const numbersOf = (text: string) => findPlaces(text, given).flatMap((place) => place.numbers);
const readable = (text: string) =>
  splitTokens(withTokens(text, findPlaces(text, given)))
    .map((part) => (part.kind === 'words' ? part.text : part.kind === 'cite' ? `<${part.mark}>` : '|'))
    .join('');

describe('findPlaces', () => {
  it('reads lists, ranges and words in a mark', () => {
    expect(numbersOf('[1, 2][3] [4-6] [passage 7] [1 and 8]')).toEqual([1, 2, 3, 4, 5, 6, 7, 1, 8]);
  });

  it('leaves code alone, in spans, in fences and on names', () => {
    expect(numbersOf('`argv[1]` and kv_cache[2] and f()[3]\n\n```c\nargs[4]\n```\n\nafter `type_k` [5] and foo`bar`[6]')).toEqual([5]);
  });

  it('leaves links, definitions, what is no number and what was never given', () => {
    expect(numbersOf('[1](https://x) \n\n[2]: https://y\n\n[a] [] [^1] [12345] [9-2] [21] [1, 40]')).toEqual([]);
  });
});

it('takes no longer for an answer that was written to make it long', () => {
  for (const text of [`[${' '.repeat(60_000)}x`, '`'.repeat(200_000), `[1${' '.repeat(60_000)}x`])
    expect(findPlaces(text, given)).toEqual([]);
});

describe('withTokens', () => {
  it('takes marks out of their sentence, with the space before them', () => {
    expect(readable('Parsed in arg.cpp [1]. Then refused [12, 3].')).toBe('Parsed in arg.cpp<0>. Then refused<1><2>.');
  });

  it('lets no private character of a model through', () => {
    expect(readable(`a\uE0007\uE001b${CARET}`)).toBe('a\uFFFD7\uFFFDb\uFFFD');
  });

  it('leaves out a place that is not in the text', () => {
    expect(withTokens('short', [{ start: 3, end: 40, numbers: [1] }])).toBe('short');
  });

  it('gives every token its number, in order', () => {
    const word = fc.constantFrom('words ', '[1] ', '[2, 3] ', '`x[4]` ', '\n\n', '. ');
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const text = words.join('');
        const tokens = splitTokens(withTokens(text, findPlaces(text, given))).flatMap((part) => (part.kind === 'cite' ? [part.mark] : []));
        expect(tokens).toEqual([...numbersOf(text).keys()]);
      }),
    );
  });
});

describe('idsIn', () => {
  it('reads the numbers of a mark', () => {
    expect([idsIn('[3]'), idsIn('[ passage 2 ]'), idsIn('[1, 3-5]'), idsIn('[x]')]).toEqual([[3], [2], [1, 3, 4, 5], []]);
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
