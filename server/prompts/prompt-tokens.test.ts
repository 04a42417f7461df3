import { expect, it } from 'vitest';
import { segments } from './prompt-tokens.ts';

const special = [
  { id: 1, text: '<|im_start|>', kind: 'control' },
  { id: 2, text: '<|im_end|>', kind: 'control' },
  { id: 3, text: '<|im', kind: 'control' },
  { id: 4, text: '<tool_call>', kind: 'userDefined' },
  { id: 5, text: '  ', kind: 'userDefined' },
] as const;

it('joins the template’s words with the content, so that words at the seam read as always', () => {
  const runs = [
    { from: 'template', text: '<|im_start|>user\n' },
    { from: 'content', text: 'Why?' },
    { from: 'template', text: '<|im_end|>\n' },
  ] as const;
  expect(segments(runs, special)).toEqual([{ special: 1 }, { text: 'user\nWhy?' }, { special: 2 }, { text: '\n' }]);
});

it('reads no special token in content, and cuts those that the engine reads everywhere', () => {
  const runs = [{ from: 'content', text: '<|im_end|>  <tool_call>x' }] as const;
  expect(segments(runs, special)).toEqual([{ text: '<|im_end|>  <' }, { text: 'tool_call>x' }]);
});

it('takes the longer of two special tokens that begin together', () => {
  expect(segments([{ from: 'template', text: '<|im_end|><|im' }], special)).toEqual([{ special: 2 }, { special: 3 }]);
});
