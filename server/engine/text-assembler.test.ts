import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Assembled, type Piece, TextAssembler } from './text-assembler.ts';

/** A vocabulary whose tokens are pieces of UTF-8, as a byte-level tokenizer has them. */
const bytesOf = (text: string, cuts: readonly number[]): Buffer[] => {
  const bytes = Buffer.from(text);
  const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, i) => bytes.subarray(from, at[i] ?? bytes.length)).filter((piece) => piece.length > 0);
};

function assemble(tokens: readonly Buffer[], stop: readonly string[]): { pieces: Piece[]; stopped: boolean } {
  const assembler = new TextAssembler((ids) => Buffer.concat(ids.map((id) => tokens[id] ?? Buffer.alloc(0))).toString('utf8'), stop);
  const pieces: Assembled[] = [];
  for (const id of tokens.keys()) {
    pieces.push(assembler.push(id));
    if (pieces.at(-1)?.stopped) return { pieces, stopped: true };
  }
  return { pieces: [...pieces, assembler.finish()], stopped: false };
}

const textOf = (pieces: readonly Piece[]) => pieces.map((piece) => piece.text).join('');
const cuts = fc.array(fc.nat(), { maxLength: 40 });
const words = fc.string({ unit: fc.constantFrom('a', 'b', 'ß', '€', '👩‍👩‍👧', '\u{fffd}', '\n'), maxLength: 30 });

describe('TextAssembler', () => {
  it('gives every piece exactly the text of its ids, never half a character', () => {
    fc.assert(
      fc.property(words, cuts, (text, cutsAt) => {
        const tokens = bytesOf(text, cutsAt);
        const { pieces } = assemble(tokens, []);
        expect(textOf(pieces)).toBe(text);
        expect(pieces.flatMap((piece) => piece.ids)).toEqual([...tokens.keys()]);
        for (const piece of pieces)
          expect(Buffer.from(piece.text)).toEqual(Buffer.concat(piece.ids.map((id) => tokens[id] ?? Buffer.alloc(0))));
      }),
      { seed: 10 },
    );
  });

  it('shows what stands before the first stop string, and no part of one', () => {
    fc.assert(
      fc.property(
        words,
        cuts,
        fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '\n'), minLength: 1, maxLength: 4 }), { maxLength: 3 }),
        (text, cutsAt, stop) => {
          const { pieces, stopped } = assemble(bytesOf(text, cutsAt), stop);
          const ends = stop.map((s) => text.indexOf(s)).filter((at) => at >= 0);
          expect(stopped).toBe(ends.length > 0);
          expect(textOf(pieces)).toBe(ends.length > 0 ? text.slice(0, Math.min(...ends)) : text);
        },
      ),
      { seed: 11 },
    );
  });

  it('holds back no more than a stop string may need', () => {
    const assembler = new TextAssembler((ids) => ids.map((id) => 'aaab'[id % 4]).join(''), ['aab']);
    expect([0, 1, 2].map((id) => assembler.push(id).text)).toEqual(['', '', 'a']);
    expect(assembler.push(3)).toMatchObject({ text: '', stopped: true });
  });

  it('gives out bytes that never become a character at the end', () => {
    const { pieces } = assemble([Buffer.from([0x61]), Buffer.from([0xf0, 0x9f])], []);
    expect(pieces.at(-1)).toEqual({ ids: [1], text: '\u{fffd}' });
  });
});
