/** What the server found when it read a cited passage again. */
export type CitationRow = { ordinal: number; passage: number | null; verified: boolean; reason: string; detail: string };

/** A citation before its check is checking; afterwards it is verified, or unverified with the reason. `none` is a mark that cites nothing. */
export type CitationState = 'checking' | 'verified' | 'unverified' | 'none';

/** What one mark of the text shows. */
export type Mark = { number: number; state: CitationState; reason: string; detail: string };

/** A note of the margin: one for each passage cited, at its first mark. */
export type Note<P> = Mark & { passage: P | null; firstMark: number; marks: number[] };

/**
 * Joins the marks of a text with the checks of the server: both stand in order of appearance. A mark whose check never came, in an answer
 * that is done, cites nothing and is shown as it was written.
 */
export function marksWithChecks(marks: readonly number[], rows: readonly CitationRow[], given: ReadonlySet<number>, done: boolean): Mark[] {
  const left = rows.toSorted((a, b) => a.ordinal - b.ordinal);
  return marks.map((number) => {
    const at = left.findIndex((row) => (given.has(number) ? row.passage === number : row.passage === null));
    const row = at < 0 ? undefined : left.splice(at, 1)[0];
    if (row) return { number, state: row.verified ? 'verified' : 'unverified', reason: row.reason, detail: row.detail };
    return { number, state: done || !given.has(number) ? 'none' : 'checking', reason: '', detail: '' };
  });
}

/** The notes of an answer, in order of their first mark. Of several marks of one passage the unverified one speaks. */
export function notesOf<P extends { number: number }>(marks: readonly Mark[], passages: readonly P[]): Note<P>[] {
  const notes = new Map<number, Note<P>>();
  marks.forEach((mark, at) => {
    if (mark.state === 'none') return;
    const note = notes.get(mark.number);
    if (!note) {
      notes.set(mark.number, { ...mark, passage: passages.find((one) => one.number === mark.number) ?? null, firstMark: at, marks: [at] });
      return;
    }
    note.marks.push(at);
    if (note.state !== 'unverified' && mark.state === 'unverified') Object.assign(note, mark);
  });
  return [...notes.values()];
}
