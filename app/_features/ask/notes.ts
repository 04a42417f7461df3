import { idsIn } from '#app/messages/citation-words.ts';
import type { Place } from './citation-marks.ts';

/** A citation as the server checked it, with the place of its mark in the text; of a mark with several numbers, one each. */
export type CheckedCitation = {
  ordinal: number;
  passage: number | null;
  verified: boolean;
  reason: string;
  detail: string;
  start: number;
  end: number;
};

/** A citation is being checked while its answer is written; then it is verified, or unverified with the reason. */
export type CitationState = 'checking' | 'verified' | 'unverified';

/** What one number in the text shows. */
export type Mark = { number: number; state: CitationState; reason: string; detail: string };

/** A note of the margin: one for each passage cited, at its first mark. */
export type Note<P> = Mark & { passage: P | null; firstMark: number };

/** Marks of an answer in order of appearance, and where they stand. */
export type Marked = { marks: Mark[]; places: Place[] };

/** Marks of an answer that is being written, from where it cites. */
export function marksBeingWritten(places: Place[]): Marked {
  const marks = places.flatMap((place) => place.numbers.map((number): Mark => ({ number, state: 'checking', reason: '', detail: '' })));
  return { marks, places };
}

/** Marks of an answer that is done, as the server found and checked them. */
export function marksOfChecked(text: string, citations: readonly CheckedCitation[]): Marked {
  const marks: Mark[] = [];
  const places: Place[] = [];
  for (const citation of citations.toSorted((a, b) => a.ordinal - b.ordinal)) {
    const { start, end, passage, verified, reason, detail } = citation;
    if (end <= start) continue;
    let place = places.at(-1);
    if (place?.start !== start) {
      place = { start, end, numbers: [] };
      places.push(place);
    }
    // A number that was never given is known from the text alone.
    const number = passage ?? idsIn(text.slice(start, end))[place.numbers.length] ?? 0;
    place.numbers.push(number);
    marks.push({ number, state: verified ? 'verified' : 'unverified', reason, detail });
  }
  return { marks, places };
}

/** The notes of an answer, in order of their first mark. Of several marks of one passage the unverified one speaks. */
export function notesOf<P extends { number: number }>(marks: readonly Mark[], passages: readonly P[]): Note<P>[] {
  const notes = new Map<number, Note<P>>();
  marks.forEach((mark, at) => {
    const note = notes.get(mark.number);
    if (!note) notes.set(mark.number, { ...mark, passage: passages.find((one) => one.number === mark.number) ?? null, firstMark: at });
    else if (note.state !== 'unverified' && mark.state === 'unverified') Object.assign(note, mark);
  });
  return [...notes.values()];
}
