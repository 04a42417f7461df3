import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { literalMarker, piecesOf, regexMarker, wordMarker } from './marks.ts';

const marked = (line: string, marks: { start: number; end: number }[]) => marks.map((mark) => line.slice(mark.start, mark.end));

describe('marks', () => {
  it('marks a whole identifier before its parts, and other forms of a word', () => {
    const line = 'static ggml_type kv_cache_type_from_str(parse, parser);';
    expect(marked(line, wordMarker('kv_cache_type')(line))).toEqual(['type', 'kv_cache_type']);
    expect(marked(line, wordMarker('Where is the type parsed?')(line))).toEqual(['type', 'type', 'parse', 'parser']);
    expect(wordMarker('where is it')('where is it')).toEqual([]);
  });

  it('lets a capital count in a literal', () => {
    expect(literalMarker('a.b')('a.b A.B axb')).toHaveLength(2);
    expect(literalMarker('A.b')('a.b A.b')).toEqual([{ start: 4, end: 7 }]);
    expect(literalMarker('-x /*[')('f -x /*[')).toHaveLength(1);
    expect(literalMarker('')('abc')).toEqual([]);
  });

  it('marks what an expression finds and nothing where it is none', async () => {
    expect((await regexMarker('t[yi]pe\\b'))('type tipe types')).toHaveLength(2);
    expect((await regexMarker('('))('((')).toEqual([]);
    // An expression that hangs a backtracking engine for hours.
    expect((await regexMarker('(a+)+$'))(`${'a'.repeat(400)}b`)).toEqual([]);
  });

  it('cuts colours at marks and loses no character', () => {
    const tokens = fc.array(fc.record({ text: fc.string({ maxLength: 6 }), colour: fc.constantFrom('red', null) }), { maxLength: 6 });
    const marks = fc.array(
      fc.tuple(fc.nat(30), fc.nat(30)).map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) })),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(tokens, marks, (given, ranges) => {
        const line = given.map((token) => token.text).join('');
        const pieces = piecesOf(given, ranges);
        expect(pieces.map((piece) => piece.text).join('')).toBe(line);
        let at = 0;
        for (const piece of pieces) {
          const isMarked = ranges.some((mark) => mark.start <= at && mark.end > at);
          expect(piece.isMarked).toBe(isMarked);
          at += piece.text.length;
        }
      }),
    );
  });
});
