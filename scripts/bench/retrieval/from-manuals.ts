import type { Checkout } from './git-checkout.ts';
import type { Candidate } from './question.ts';
import { isAsked, sentenceOf } from './wording.ts';

const PER_DOCUMENT = 2;
const CHANGES = /(?:^|\/)(?:change|news|history|release|contributors|authors|security|code_of_conduct)/i;
const HEADING = /^#{1,4}\s+\S|^[=~^"-]{4,}\s*$/;

/** First sentences below the headings of documents, asked for the document: what is put before documents must not bury them. */
export function manualQuestions({ paths, text }: Checkout): Candidate[] {
  return paths.filter(isManual).flatMap((path) => {
    const lines = text(path).split('\n');
    const asked = lines.flatMap((line, at): Candidate[] => {
      const below = HEADING.test(line) ? lines.findIndex((next, where) => where > at && next.trim() !== '') : -1;
      const question = below > at ? sentenceOf(plain(lines[below] ?? '')) : '';
      return isAsked(question) ? [{ kind: 'manuals', text: question, expected: [path], blanked: { path, lines: [below + 1] } }] : [];
    });
    return asked.slice(0, PER_DOCUMENT);
  });
}

/** A document of the project, and no list of what changed or who took part. */
export function isManual(path: string): boolean {
  return /\.(?:md|mdx|rst)$/.test(path) && !CHANGES.test(path);
}

function plain(line: string): string {
  if (/^\s*(?:[-*>|$`!<.:#]|\d+\.|```)/.test(line)) return '';
  return line
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/:\w+:`~?\.?([^`<]*?)(?: <[^>]*>)?`/g, '$1')
    .replace(/[*_`]+/g, '');
}
