/** A place in an answer where the model cites ids: `[3]`, `[1, 2]`, `[1-3]`, `[passage 2]`. */
export type Marker = {
  /** Offsets into the answer's text (UTF-16), brackets included. */
  start: number;
  end: number;
  ids: number[];
  /** The sentence that cites, without its markers. */
  sentence: string;
  sentenceStart: number;
};

/** Ids that one marker may name by a range; a longer one is no citation. */
const rangeIdsMax = 20;

const markerPattern = /\[\s*(?:(?:passages?|sources?|p|#)\s*)?(?:\.\s*)?#?(\d{1,4}(?:\s*(?:,|;|and|&|-|–)\s*#?\d{1,4})*)\s*\](?![(:])/gi;

/**
 * Finds what an answer cites. Code is left alone, since `argv[1]` is no citation; so is an index on a word of prose that can
 * only be code, or whose id was never given.
 *
 * @param given highest id that the model was given
 */
export function findMarkers(text: string, given: number): Marker[] {
  const prose = maskCode(text);
  const found: Omit<Marker, 'sentence' | 'sentenceStart'>[] = [];
  for (const match of prose.matchAll(markerPattern)) {
    const ids = idsOf(match[1] ?? '');
    const start = match.index;
    if (ids.length === 0 || isIndexing(prose, start, ids, given)) continue;
    found.push({ start, end: start + match[0].length, ids });
  }
  const sentences = sentencesOf(prose, found);
  return found.map((marker) => {
    const sentence = sentences.find((s) => marker.start >= s.start && marker.start < s.end);
    return { ...marker, sentence: sentence ? withoutMarkers(text, sentence, found) : '', sentenceStart: sentence?.start ?? 0 };
  });
}

/** The text with everything inside code spans and blocks replaced by a letter, offsets kept. */
export function maskCode(text: string): string {
  const blank = (code: string) => code.replace(/[^\n]/g, 'X');
  return text
    .replace(/^(```|~~~)[^\n]*\n[\s\S]*?(?:^\1[^\n]*$|$(?![\s\S]))/gm, blank)
    .replace(/(?<!`)(`+)(?!`)([\s\S]*?[^`])\1(?!`)/g, (span) => (/\n\s*\n/.test(span) ? span : blank(span)));
}

function idsOf(list: string): number[] {
  const ids: number[] = [];
  for (const part of list.split(/\s*(?:,|;|and|&)\s*/i)) {
    const [from, to = from] = part.split(/\s*[-–]\s*/).map((n) => Number(n.replace('#', '')));
    if (from === undefined || to === undefined || to < from || to - from >= rangeIdsMax) return [];
    for (let id = from; id <= to; id++) if (!ids.includes(id)) ids.push(id);
  }
  return ids;
}

function isIndexing(prose: string, start: number, ids: readonly number[], given: number): boolean {
  const word = /[\w)$]+$/.exec(prose.slice(Math.max(0, start - 64), start))?.[0];
  if (!word) return false;
  // A masked code span ends in a backtick's place: its X belongs to the span, not to a word.
  const codeLike = /[_)$\d]|[a-z][A-Z]/.test(word) && !/^X+$/.test(word);
  return codeLike || ids.some((id) => id < 1 || id > given);
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
