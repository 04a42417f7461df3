import fc from 'fast-check';
import type { Token } from 'node-llama-cpp';
import { describe, expect, it } from 'vitest';
import { openVocabulary } from '#test/support/vocabulary.ts';
import { type Piece, TextAssembler } from '../text-assembler.ts';

const words = fc
  .array(fc.constantFrom('The', ' cache', ' type', ' ', '  ', '\n', '`kv_cache`', ' ß', '€', ' 👩‍👩‍👧', '.', ' [1]', '("', '\t', 'x'), {
    maxLength: 24,
  })
  .map((parts) => parts.join(''));

/** A SentencePiece vocabulary writes the space in front of a word into its token, and drops it at the start of a text. */
describe.each(['llama-spm', 'llama-bpe'])('a resumed answer of the %s vocabulary', (name) => {
  it('says what it would have said in one piece, wherever it was cut', async () => {
    await using vocabulary = await openVocabulary(name);
    const { model } = vocabulary;
    const assembler = (answered: readonly number[]) =>
      new TextAssembler((ids, before) => model.detokenize(ids as Token[], false, before as Token[]), [], answered);
    fc.assert(
      fc.property(words, fc.nat(), (text, cut) => {
        const ids = model.tokenize(text);
        const whole = told(assembler([]), ids);
        // An answer is cut where a piece ended: nothing else was ever told.
        const kept = whole.slice(0, cut % (whole.length + 1));
        const answered = kept.flatMap((piece) => piece.ids);
        const rest = told(assembler(answered), ids.slice(answered.length));
        expect(textOf([...kept, ...rest])).toBe(textOf(whole));
      }),
      { seed: 11, numRuns: 200 },
    );
  }, 60_000);
});

function told(assembler: TextAssembler, ids: readonly number[]): Piece[] {
  return [...ids.map((id) => assembler.push(id)), assembler.finish()].filter((piece) => piece.ids.length > 0);
}

function textOf(pieces: readonly Piece[]): string {
  return pieces.map((piece) => piece.text).join('');
}
