import { type CitationMark, findMarks, maskCode } from '#app/messages/citation-words.ts';

/** A place in an answer where the model cites ids, and what it says there. */
export type Marker = CitationMark & {
  /** The sentence that cites, without its markers. */
  sentence: string;
  sentenceStart: number;
};

/**
 * Finds what an answer cites, and the sentence of each mark.
 *
 * @param isGiven whether the model was given a passage of that id
 */
export function findMarkers(text: string, isGiven: (id: number) => boolean): Marker[] {
  const prose = maskCode(text);
  const found = findMarks(prose, isGiven);
  const sentences = sentencesOf(prose, found);
  return found.map((marker) => {
    const sentence = sentences.find((s) => marker.start >= s.start && marker.start < s.end);
    return { ...marker, sentence: sentence ? withoutMarkers(text, sentence, found) : '', sentenceStart: sentence?.start ?? 0 };
  });
}

type Span = { start: number; end: number };

const abbreviation = /(?:^|[\s(])(?:e\.g|i\.e|etc|cf|vs|approx|resp|no|fig|sec)\.$/i;

/**
 * Sentences of the prose, in order. A line break before a list item, heading or blank line ends one, and so does a full stop with
 * the markers that follow it.
 */
function sentencesOf(prose: string, markers: readonly Span[]): Span[] {
  const atMarker = new Map(markers.map((marker) => [marker.start, marker.end]));
  const sentences: Span[] = [];
  let start = 0;
  const endAt = (end: number) => {
    if (prose.slice(start, end).trim() !== '') sentences.push({ start, end });
    start = end;
  };
  for (let at = 0; at < prose.length; at++) {
    if (prose[at] === '\n' && /^\n\s*(\n|[-*+] |\d+[.)] |#{1,6} |\||```|~~~)/.test(prose.slice(at, at + 16))) endAt(at + 1);
    if (!/[.!?]/.test(prose[at] ?? '') || abbreviation.test(prose.slice(Math.max(0, at - 8), at + 1))) continue;
    const end = skipClosersAndMarkers(prose, at + 1, atMarker);
    // "e.g. the", "arg.cpp" and "3.5" go on; a new sentence begins with a capital, a digit or a sign.
    if (end === prose.length || /^\s+[^a-z\s]/.test(prose.slice(end, end + 8)) || /^\s*\n/.test(prose.slice(end, end + 8))) {
      endAt(end);
      at = end - 1;
    }
  }
  endAt(prose.length);
  return sentences;
}

function skipClosersAndMarkers(prose: string, from: number, atMarker: ReadonlyMap<number, number>): number {
  let at = from;
  while (/["')”’*_]/.test(prose[at] ?? '')) at++;
  while (true) {
    const next = at + (/^[ \t]*/.exec(prose.slice(at, at + 4))?.[0].length ?? 0);
    const end = atMarker.get(next);
    if (end === undefined) return at;
    at = end;
  }
}

function withoutMarkers(text: string, sentence: Span, markers: readonly Span[]): string {
  let out = '';
  let at = sentence.start;
  for (const marker of markers) {
    if (marker.start < sentence.start || marker.start >= sentence.end) continue;
    out += text.slice(at, marker.start);
    at = marker.end;
  }
  out += text.slice(Math.min(at, sentence.end), sentence.end);
  return out
    .replace(/^[\s>#*+-]+(?=\s)/, '')
    .replace(/\s+/g, ' ')
    .replace(/ ([.,;:!?])/g, '$1')
    .trim();
}
