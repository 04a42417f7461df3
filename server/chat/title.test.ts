import fc from 'fast-check';
import { expect, it } from 'vitest';
import { limits } from '#server/platform/index.ts';
import { titleFrom } from './title.ts';

it.each([
  ['Where is the KV cache quantisation type parsed from the command line?', 'KV cache quantisation type parsed from the command line'],
  ['Can you tell me how the retry policy works? I need it today.', 'How the retry policy works'],
  ['How does the batch splitter decide on the size of a ubatch?', 'How does the batch splitter decide on the size of a ubatch'],
  [
    'Where is the KV cache quantisation type parsed from the command line, and which types are allowed?',
    'KV cache quantisation type parsed from the command line',
  ],
  ['Why is the engine restarted when its memory grows past the plan that was made for it?', 'Why is the engine restarted'],
  ['What is the difference between llama_decode and llama_encode?', 'Difference between llama_decode and llama_encode'],
  ['Which function frees the slots of a sequence?', 'Which function frees the slots of a sequence'],
  ['Where are errors of the reader mapped?', 'Errors of the reader mapped'],
  ['Where is it freed again?', 'Where is it freed again'],
  ['What happens if `write` is called inside `write`?', 'What happens if `write` is called inside `write`'],
  ['Hi, could you please explain to me how tokens are counted?', 'How tokens are counted'],
  ['I would like to understand why imports yield to questions', 'Why imports yield to questions'],
  ['How do I add a migration?', 'How do I add a migration'],
  [
    'Does `parse(a, b)` in the tokenizer of the server escape quotation marks, or does the caller do that?',
    'Does `parse(a, b)` in the tokenizer of the server escape quotation marks',
  ],
  ['What are the limits of an upload?', 'Limits of an upload'],
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

it('is cut between words, and ends in none that leads on', () => {
  expect(titleFrom(`What of ${'this of the '.repeat(40)}`)).not.toMatch(/ (?:of|the)…$/);
  expect(titleFrom('reason '.repeat(60))).toMatch(/^Reason(?: reason)*…$/);
});

it('takes no longer for a run of full stops than for words', () => {
  // From each full stop on to the end again, these would take an hour: the test would end by its time limit.
  expect(titleFrom(`${'.'.repeat(2_000_000)}x y`)).toMatch(/^\.+…$/);
});
