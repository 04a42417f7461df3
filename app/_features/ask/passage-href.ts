import { viewerHref } from '../viewer/viewer-href.ts';
import type { Passage } from './passage.ts';

/** The viewer at the lines of a passage, with the way back to the answer. */
export function passageHref(passage: Passage, answerId: string): string {
  const { repository, revision, path, startLine, endLine, number } = passage;
  return viewerHref({ repository, revision, path, lines: { start: startLine, end: endLine }, from: { answerId, source: number } });
}
