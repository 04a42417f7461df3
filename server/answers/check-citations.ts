import type { EventPassage } from '#server/scheduling/index.ts';
import type { StoredCitation } from './answer-rows.ts';
import { findMarkers, type Marker } from './citation-markers.ts';
import { type ReadAgain, verifySentence } from './verify-citation.ts';

/**
 * Finds and verifies every citation of an answer.
 *
 * @param passages those that stood in the prompt: another number was never given to the model
 * @param readAgain reads a passage from git once more; called once for each cited passage
 */
export async function checkCitations(
  text: string,
  passages: readonly EventPassage[],
  readAgain: (passage: EventPassage) => Promise<ReadAgain>,
): Promise<StoredCitation[]> {
  const markers = findMarkers(text, (id) => passages.some(({ number }) => number === id));
  const cited = new Map<number, ReadAgain>();
  for (const number of new Set(markers.flatMap((marker) => marker.ids))) {
    const passage = passages.find((candidate) => candidate.number === number);
    if (passage) cited.set(number, await readAgain(passage));
  }
  return bySentence(markers)
    .flatMap((group) => citationsOf(group, cited))
    .map((citation, n) => ({ ...citation, ordinal: n + 1 }));
}

/** Neighbouring markers of one sentence: what it names may stand in any of its passages. */
function bySentence(markers: readonly Marker[]): Marker[][] {
  const groups: Marker[][] = [];
  for (const marker of markers) {
    const last = groups.at(-1);
    if (last?.[0]?.sentence === marker.sentence && last[0].sentenceStart === marker.sentenceStart) last.push(marker);
    else groups.push([marker]);
  }
  return groups;
}

function citationsOf(markers: readonly Marker[], cited: ReadonlyMap<number, ReadAgain>): Omit<StoredCitation, 'ordinal'>[] {
  const sentence = markers[0]?.sentence ?? '';
  const numbers = markers.flatMap((marker) => marker.ids);
  const verifications = verifySentence(
    sentence,
    numbers.map((number) => cited.get(number) ?? null),
  );
  return verifications.map((verification, n) => {
    const number = numbers[n] ?? 0;
    return { passage: cited.has(number) ? number : null, sentence, ...verification };
  });
}
