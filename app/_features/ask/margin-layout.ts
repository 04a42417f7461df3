/** A note and where it would like to stand: beside its citation, both measured from the top of the margin, in pixels. */
export type MarginNote = { citationTop: number; height: number };

/** Room kept for the head of the margin. */
const HEAD_PX = 40;
const ABOVE_CITATION_PX = 6;
const GAP_PX = 4;
const GRID_PX = 4;

/**
 * Places notes beside the lines that cite them, in the order given, so that none covers the one above:
 * top = max(citation's top - 6, end of the note above + 4), rounded to 4.
 *
 * @returns the top of each note and the height that all of them need, in pixels
 */
export function placeNotes(notes: readonly MarginNote[]): { tops: number[]; height: number } {
  let free = HEAD_PX;
  const tops = notes.map((note) => {
    const wanted = Math.max(note.citationTop - ABOVE_CITATION_PX, free);
    // Rounding down could touch the note above; then the next line of the grid is taken.
    const rounded = Math.round(wanted / GRID_PX) * GRID_PX;
    const top = rounded < free ? rounded + GRID_PX : rounded;
    free = top + note.height + GAP_PX;
    return top;
  });
  return { tops, height: free };
}
