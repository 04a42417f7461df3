import { describe, expect, it } from 'vitest';
import { excerptLines } from './excerpt-lines.ts';

const passage = {
  startLine: 10,
  lines: ['', '  // Reads it.', '  int read(name) {', '    if (bad) {', '      throw error;', '    }', '  }'],
};

describe('excerptLines', () => {
  it('shows what the citation was verified by, with the line before and after, less their common indent', () => {
    expect(excerptLines(passage, 'throw error', 3)).toEqual({ startLine: 13, lines: ['if (bad) {', '  throw error;', '}'] });
  });

  it('begins with the first line that says something where nothing was found', () => {
    expect(excerptLines(passage, 'elsewhere', 3)).toEqual({ startLine: 11, lines: ['// Reads it.', 'int read(name) {', '  if (bad) {'] });
    expect(excerptLines(passage, '', 2).startLine).toBe(11);
  });

  it('takes as many lines as there are near an end, and an empty passage as it is', () => {
    expect(excerptLines(passage, '  }', 3)).toMatchObject({ startLine: 14 });
    expect(excerptLines({ startLine: 1, lines: [''] }, '', 3)).toEqual({ startLine: 1, lines: [''] });
  });
});
