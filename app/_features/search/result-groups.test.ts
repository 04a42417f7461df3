import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countBy, type FoundPassage, firstLines, groupByFile, runsOf, sharedIndent, topFolder, withoutIndent } from './result-groups.ts';

const passage = (path: string, previewLine: number, preview: string, more: Partial<FoundPassage> = {}): FoundPassage => ({
  repository: 'a',
  revision: 'r',
  path,
  startLine: previewLine,
  endLine: previewLine,
  score: 1,
  preview,
  previewLine,
  ...more,
});

describe('results by file', () => {
  it('keeps the order of each file’s best passage and names each symbol once', () => {
    const groups = groupByFile([
      passage('x', 10, 'ten', { symbol: 'f' }),
      passage('y', 1, 'one'),
      passage('x', 3, 'three', { symbol: 'g' }),
      passage('x', 11, 'eleven', { symbol: 'f' }),
    ]);
    expect(groups.map((group) => group.path)).toEqual(['x', 'y']);
    expect(groups[0]?.symbols).toEqual(['f', 'g']);
    expect(groups[0]?.runs).toEqual([
      { startLine: 3, lines: ['three'] },
      { startLine: 10, lines: ['ten', 'eleven'] },
    ]);
  });

  it('shows a line that two passages share once', () => {
    expect(runsOf([passage('x', 5, 'a\nb\nc'), passage('x', 7, 'c\nd')])).toEqual([{ startLine: 5, lines: ['a', 'b', 'c', 'd'] }]);
  });

  it('gives every line of a preview exactly once, whatever overlaps', () => {
    const previews = fc.array(fc.record({ line: fc.integer({ min: 1, max: 60 }), length: fc.integer({ min: 1, max: 9 }) }), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(previews, (given) => {
        const passages = given.map(({ line, length }) =>
          passage('x', line, [...Array(length).keys()].map((at) => `l${line + at}`).join('\n')),
        );
        const shown = runsOf(passages).flatMap((run) => run.lines.map((text, at) => [run.startLine + at, text] as const));
        expect(new Set(shown.map(([line]) => line)).size).toBe(shown.length);
        for (const [line, text] of shown) expect(text).toBe(`l${line}`);
        expect(shown.length).toBe(new Set(given.flatMap(({ line, length }) => [...Array(length).keys()].map((at) => line + at))).size);
      }),
    );
  });

  it('cuts after a number of lines and says how many are left', () => {
    const runs = [
      { startLine: 1, lines: ['a', 'b', 'c'] },
      { startLine: 9, lines: ['d', 'e'] },
    ];
    expect(firstLines(runs, 4)).toEqual({ runs: [runs[0], { startLine: 9, lines: ['d'] }], left: 1 });
    expect(firstLines(runs, 2)).toEqual({ runs: [{ startLine: 1, lines: ['a', 'b'] }], left: 3 });
    expect(firstLines(runs, 9)).toEqual({ runs, left: 0 });
  });

  it('drops the indent that all lines share, tabs too', () => {
    const runs = [{ startLine: 1, lines: ['\t\tif', '', '        x', '\t    y'] }];
    expect(sharedIndent(runs)).toBe(8);
    expect(runs[0]?.lines.map((line) => withoutIndent(line, 8))).toEqual(['if', '', 'x', 'y']);
    expect(withoutIndent('\tx', 2)).toBe('  x');
    expect(sharedIndent([])).toBe(0);
  });

  it('counts by folder, most first', () => {
    const passages = [passage('src/a', 1, ''), passage('README', 1, ''), passage('src/b', 1, '')];
    expect(countBy(passages, (one) => topFolder(one.path))).toEqual([
      { value: 'src', count: 2 },
      { value: '', count: 1 },
    ]);
  });
});
