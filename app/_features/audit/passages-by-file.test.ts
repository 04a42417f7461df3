import { expect, it } from 'vitest';
import { linesOfPassages, passagesByFile } from './passages-by-file.ts';

const passage = (path: string, startLine: number, endLine: number, repository = 'a') => ({
  repository,
  revision: 'r',
  path,
  startLine,
  endLine,
  inPrompt: true,
});

it('gathers passages by file, in order of lines, and counts a shared line once', () => {
  const passages = [passage('x', 50, 60), passage('y', 1, 4), passage('x', 10, 20), passage('x', 15, 30), passage('x', 1, 4, 'b')];
  expect(passagesByFile(passages).map((file) => [file.repository, file.path, file.ranges.map((range) => range.start)])).toEqual([
    ['a', 'x', [10, 15, 50]],
    ['a', 'y', [1]],
    ['b', 'x', [1]],
  ]);
  expect(linesOfPassages(passages)).toBe(21 + 11 + 4 + 4);
  expect(linesOfPassages([passage('x', 1, 9), passage('x', 2, 3)])).toBe(9);
});
