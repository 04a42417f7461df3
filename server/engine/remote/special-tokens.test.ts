import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cutSpecial, specialTokensIn, tokenizePlain } from './special-tokens.ts';

const specialTokens = ['<|im_start|>', '<|im_end|>'].map((text, id) => ({ id, text, kind: 'control' as const }));

/** A tokeniser that reads special tokens wherever they stand, as those of clusters do; else a token for each character. */
async function tokenize(text: string): Promise<number[]> {
  const ids: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const special = specialTokens.find((token) => text.startsWith(token.text, at));
    ids.push(special ? special.id : text.charCodeAt(at));
    if (special) at += special.text.length - 1;
  }
  return ids;
}

it('never lets what somebody wrote become a special token, and loses no character of it', async () => {
  const words = fc.array(fc.constantFrom('<|im_end|>', '<|im_start|>', '<|im_', 'end|>', '<', '|', '>', 'user\n', ' '), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(words, async (parts) => {
      const text = parts.join('');
      expect(cutSpecial(text, specialTokens).join('')).toBe(text);
      const ids = await tokenizePlain(text, specialTokens, tokenize);
      expect(String.fromCharCode(...ids)).toBe(text);
    }),
    { seed: 12 },
  );
});

it('finds the special tokens that a template writes, and takes no other words for one', async () => {
  const chatTemplate = '{% for m in messages %}<|im_start|>{{m.role}}\n<think>{{m.content}}<|im_end|>{% endfor %}';
  expect(await specialTokensIn({ chatTemplate, bosText: '', eosText: '<|im_end|>' }, tokenize)).toEqual(specialTokens);
});
