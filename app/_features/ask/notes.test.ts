import { describe, expect, it } from 'vitest';
import { type CitationRow, marksWithChecks, notesOf } from './notes.ts';

const row = (ordinal: number, passage: number | null, verified = true): CitationRow => ({
  ordinal,
  passage,
  verified,
  reason: verified ? 'identifier' : 'noClaim',
  detail: `d${ordinal}`,
});
const given = new Set([1, 2, 3]);
const states = (marks: number[], rows: CitationRow[], done = true) => marksWithChecks(marks, rows, given, done).map((mark) => mark.state);

describe('marksWithChecks', () => {
  it('is checking until the answer is done', () => {
    expect(states([1, 2], [], false)).toEqual(['checking', 'checking']);
  });

  it('gives each mark of a passage its own check, in order', () => {
    const marks = marksWithChecks([1, 2, 1], [row(1, 1), row(2, 2, false), row(3, 1, false)], given, true);
    expect(marks.map((mark) => [mark.state, mark.detail])).toEqual([
      ['verified', 'd1'],
      ['unverified', 'd2'],
      ['unverified', 'd3'],
    ]);
  });

  it('shows a number that was never given as unverified, and a mark without a check as plain text', () => {
    expect(states([9, 1, 2], [row(1, null, false), row(2, 1)])).toEqual(['unverified', 'verified', 'none']);
  });

  it('shows a number that was never given as text while the answer is written', () => {
    expect(states([9, 1], [], false)).toEqual(['none', 'checking']);
  });
});

describe('notesOf', () => {
  const passages = [1, 2, 3].map((number) => ({ number, path: `p${number}` }));

  it('has one note for each passage, at its first mark', () => {
    const notes = notesOf(marksWithChecks([2, 1, 2], [row(1, 2), row(2, 1), row(3, 2)], given, true), passages);
    expect(notes.map((note) => [note.number, note.firstMark, note.marks, note.passage?.path])).toEqual([
      [2, 0, [0, 2], 'p2'],
      [1, 1, [1], 'p1'],
    ]);
  });

  it('lets the unverified mark speak for its passage', () => {
    const notes = notesOf(marksWithChecks([1, 1], [row(1, 1), row(2, 1, false)], given, true), passages);
    expect(notes[0]).toMatchObject({ state: 'unverified', detail: 'd2', firstMark: 0 });
  });
});
