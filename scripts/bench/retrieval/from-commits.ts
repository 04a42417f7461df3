import type { Checkout } from './git-checkout.ts';
import type { Candidate } from './question.ts';
import { isAsked, isSource } from './wording.ts';

const MOST_FILES = 5;
const UNASKED = /^(?:bump|release|merge|revert|v?\d+\.\d+|\d)|\b(?:deps|dependenc|changelog|typo|lint|formatt?ing|version)\b/i;

/** Subjects of later commits, asked for the files that each changed; the index and its history know nothing of them. */
export function commitQuestions({ paths, later }: Checkout): Candidate[] {
  const tracked = new Set(paths);
  return later.flatMap(({ subject, paths: changed }): Candidate[] => {
    const expected = changed.filter((path) => tracked.has(path) && isSource(path));
    const text = subject.replace(/\s*\(#\d+\)|\s*#\d+\b/g, '').trim();
    const isPlain = expected.length > 0 && changed.filter(isSource).length <= MOST_FILES;
    return isPlain && isAsked(text) && !UNASKED.test(text) ? [{ kind: 'commits', text, expected }] : [];
  });
}
