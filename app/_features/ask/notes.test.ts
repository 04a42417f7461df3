import { describe, expect, it } from 'vitest';
import { type CheckedCitation, marksBeingWritten, marksOfChecked, notesOf } from './notes.ts';

const text = 'One [2]. Two [1, 9].';
const row = (ordinal: number, passage: number | null, verified: boolean, start: number, end: number): CheckedCitation => ({
  ordinal,
  passage,
  verified,
  reason: verified ? 'identifier' : 'noClaim',
  detail: `d${ordinal}`,
  start,
  end,
});
const rows = [row(1, 2, true, 4, 7), row(2, 1, false, 13, 19), row(3, null, false, 13, 19)];
const passages = [1, 2, 3].map((number) => ({ number, path: `p${number}` }));

describe('marksOfChecked', () => {
  it('gives each number its own check and place', () => {
    const { marks, places } = marksOfChecked(text, rows.toReversed());
    expect(marks.map((mark) => [mark.number, mark.state, mark.detail])).toEqual([
      [2, 'verified', 'd1'],
      [1, 'unverified', 'd2'],
      [9, 'unverified', 'd3'],
    ]);
    expect(places).toEqual([
      { start: 4, end: 7, numbers: [2] },
      { start: 13, end: 19, numbers: [1, 9] },
    ]);
  });

  it('leaves out a citation whose place is not known', () => {
    expect(marksOfChecked(text, [row(1, 2, true, 0, 0)])).toEqual({ marks: [], places: [] });
  });
});

describe('marksBeingWritten', () => {
  it('is checking all of them', () => {
    const places = [{ start: 4, end: 7, numbers: [2] }];
    expect(marksBeingWritten(places)).toMatchObject({ places, marks: [{ number: 2, state: 'checking' }] });
  });
});

describe('notesOf', () => {
  it('has one note for each passage, at its first mark', () => {
    expect(notesOf(marksOfChecked(text, rows).marks, passages).map((note) => [note.number, note.firstMark, note.passage?.path])).toEqual([
      [2, 0, 'p2'],
      [1, 1, 'p1'],
      [9, 2, undefined],
    ]);
  });

  it('lets the unverified mark speak for its passage', () => {
    const { marks } = marksOfChecked('a [1] b [1] c [1]', [row(1, 1, true, 2, 5), row(2, 1, false, 8, 11), row(3, 1, true, 14, 17)]);
    expect(notesOf(marks, passages)).toMatchObject([{ state: 'unverified', detail: 'd2', firstMark: 0 }]);
  });
});
