import fc from 'fast-check';
import { expect, it } from 'vitest';
import { limits } from '#server/platform/index.ts';
import { titleFrom } from './title.ts';

it.each([
  ['Where is the KV cache quantisation type parsed from the command line?', 'KV cache quantisation type parsed from the command line'],
  ['Can you tell me how the retry policy works? I need it today.', 'Retry policy works'],
  ['What is `n_ubatch`?', 'What is `n_ubatch`'],
  ['Why?', 'Why'],
  ['main.ts starts twice, why', 'main.ts starts twice, why'],
  ['```c\nint x;\n```\nExplain this struct layout', 'This struct layout'],
  ['\n\n  # Fix the build\nmore', 'Fix the build'],
  ['日本語の質問ですか？', '日本語の質問ですか？'],
])('%j becomes %j', (question, title) => {
  expect(titleFrom(question)).toBe(title);
});

it('is never longer than a title may be, and never empty where the question has a word', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 600 }), (text) => {
      const title = titleFrom(`w${text}`);
      expect([...title].length).toBeLessThanOrEqual(limits.titleLength);
      expect(title).not.toBe('');
    }),
    { seed: 20_261_124 },
  );
});

it('is cut between words', () => {
  expect(titleFrom('reason '.repeat(60))).toMatch(/^Reason(?: reason)*…$/);
});

it('takes no longer for a run of full stops than for words', () => {
  // From each full stop on to the end again, these would take an hour: the test would end by its time limit.
  expect(titleFrom(`${'.'.repeat(2_000_000)}x y`)).toMatch(/^\.+…$/);
});
