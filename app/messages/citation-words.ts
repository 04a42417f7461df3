/** A place in an answer where the model cites ids: `[3]`, `[1, 2]`, `[1-3]`, `[passage 2]`. */
export type CitationMark = {
  /** Offsets into the answer's text (UTF-16), brackets included. */
  start: number;
  end: number;
  ids: number[];
};

/** Ids that one mark may name by a range; a longer one is no citation. */
const rangeIdsMax = 20;

/** Not before what would make it a link or a definition. */
const markPattern = /\[\s*(?:(?:passages?|sources?|p|#)\s*)?(?:\.\s*)?#?(\d{1,4}(?:\s*(?:,|;|and|&|-|–)\s*#?\d{1,4})*)\s*\](?![(:])/gi;

/**
 * Finds where an answer cites, for the server that checks it and the page that shows it while it is written. Code is left alone, since
 * `argv[1]` is no citation; so is an index on a word of prose that can only be code, or whose id was never given.
 *
 * @param prose the answer, its code masked by `maskCode`
 */
export function findMarks(prose: string, isGiven: (id: number) => boolean): CitationMark[] {
  const marks: CitationMark[] = [];
  for (const match of prose.matchAll(markPattern)) {
    const ids = idsOf(match[1] ?? '');
    const start = match.index;
    if (ids.length > 0 && !isIndexing(prose, start, ids, isGiven)) marks.push({ start, end: start + match[0].length, ids });
  }
  return marks;
}

/** The ids that a mark names: `[1, 3-5]` gives 1, 3, 4, 5. */
export function idsIn(mark: string): number[] {
  const list = /\d[^\]]*/.exec(mark)?.[0];
  return list ? idsOf(list.trim()) : [];
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

function isIndexing(prose: string, start: number, ids: readonly number[], isGiven: (id: number) => boolean): boolean {
  const word = /[\w)$]+$/.exec(prose.slice(Math.max(0, start - 64), start))?.[0];
  if (!word) return false;
  // A masked code span ends in a backtick's place: its X belongs to the span, not to a word.
  const codeLike = /[_)$\d]|[a-z][A-Z]/.test(word) && !/^X+$/.test(word);
  return codeLike || !ids.every(isGiven);
}
