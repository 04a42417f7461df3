import { expect, it } from 'vitest';
import { passageBlock } from './passage-block.ts';

const passage = { number: 3, repository: 'llama.cpp', path: 'common/arg.cpp', startLine: 9, endLine: 10, text: 'a\nb' };

it('names the short id, the repository, path and lines, and numbers every line', () => {
  expect(passageBlock(passage)).toBe('[3] llama.cpp/common/arg.cpp:9-10\n```\n 9| a\n10| b\n```');
});

it('fences with more backticks than the text holds', () => {
  expect(passageBlock({ ...passage, text: 'a\n````\n' })).toMatch(/^\[3\].*\n`{5}\n[\s\S]*\n`{5}$/);
});
