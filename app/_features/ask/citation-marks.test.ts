import { describe, expect, it } from 'vitest';
import { splitCitations } from './citation-marks.ts';

const words = (text: string) => ({ kind: 'words', text });
const cite = (number: number) => ({ kind: 'cite', number });

describe('splitCitations', () => {
  it('takes marks out of their sentence, with the space before them', () => {
    expect(splitCitations('Parsed in arg.cpp [1]. Then refused [12].')).toEqual([
      words('Parsed in arg.cpp'),
      cite(1),
      words('. Then refused'),
      cite(12),
      words('.'),
    ]);
  });

  it('reads several numbers in one mark and several marks in a row', () => {
    expect(splitCitations('[1, 2][3]')).toEqual([cite(1), cite(2), cite(3)]);
  });

  it('leaves words without a mark, and what is no mark, as they are', () => {
    expect(splitCitations('a [b] c [] [1234] [^1]')).toEqual([words('a [b] c [] [1234] [^1]')]);
    expect(splitCitations('')).toEqual([]);
  });
});
