import type { Passage as AnyPassage } from '../ask/passage.ts';

type Passage = Omit<AnyPassage, 'symbol'>;

/** A passage that an answer was given, and how its citations fared. */
export interface AnswerSource extends Passage {
  state: 'verified' | 'unverified' | 'uncited';
  /** The code of why it is not verified, and what it is about; '' otherwise. */
  reason: string;
  detail: string;
}

type Citation = { passage: number | null; verified: boolean; reason: string; detail: string };

/**
 * An answer's sources in order of their numbers. One that is cited twice is verified only where each citation is: a reader who meets
 * it must not be told more than holds.
 */
export function sourcesOf(passages: readonly Passage[], citations: readonly Citation[]): AnswerSource[] {
  return [...passages]
    .sort((a, b) => a.number - b.number)
    .map(({ number, repository, revision, path, startLine, endLine }) => {
      const cited = citations.filter((citation) => citation.passage === number);
      const bad = cited.find((citation) => !citation.verified);
      const state = cited.length === 0 ? 'uncited' : bad ? 'unverified' : 'verified';
      return { number, repository, revision, path, startLine, endLine, state, reason: bad?.reason ?? '', detail: bad?.detail ?? '' };
    });
}

/** The source before or after one, round neither end: null there. */
export function nextSource(sources: readonly AnswerSource[], current: number, step: 1 | -1): AnswerSource | null {
  const at = sources.findIndex((source) => source.number === current);
  return at < 0 ? null : (sources[at + step] ?? null);
}

/** How many sources each file of a repository and revision has, for the tree. */
export function sourcesByPath(sources: readonly AnswerSource[], repository: string, revision: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const source of sources) {
    if (source.repository === repository && source.revision === revision) counts.set(source.path, (counts.get(source.path) ?? 0) + 1);
  }
  return counts;
}
