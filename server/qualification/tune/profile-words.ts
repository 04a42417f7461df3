import type { Measured } from './measured.ts';
import type { Change } from './staleness.ts';

/** What of a profile is said; times as ISO text. */
export type SaidProfile = {
  at: string;
  by: string;
  settings: { sequences: number };
  measured: Measured;
  stale: { since: string; changes: readonly Change[] } | null;
};

/** What was measured, and whether it still holds: sentences for an operator, as a plan has them. */
export function profileWords({ at, by, settings, measured, stale }: SaidProfile): string[] {
  const { generationTokensPerSecond, allSlotsTokensPerSecond, promptTokensPerSecond } = measured;
  const speeds = [
    `measured ${whole(generationTokensPerSecond)} t/s generation`,
    ...(settings.sequences > 1 ? [`${whole(allSlotsTokensPerSecond)} t/s with ${settings.sequences} slots at work`] : []),
    `${whole(promptTokensPerSecond)} t/s prompt`,
  ];
  const words = [`As tuned on ${day(at)} by ${by}: ${speeds.join(', ')}.`];
  if (stale) {
    const changes = stale.changes.map(({ what, was, is }) => `${what} was ${was}, is ${is}`).join('; ');
    words.push(`The profile is stale since ${day(stale.since)}: ${changes}. It is used all the same; “cloister tune” measures again.`);
  }
  return words;
}

/** Why a profile that is there is not used. @param at when it was measured, as ISO text */
export function notUsedWords(at: string, why: string): string {
  return `The profile of ${day(at)} is not used: ${why}. “cloister tune” measures again.`;
}

function day(at: string): string {
  return at.slice(0, 10);
}

/** Speeds below ten keep a digit. */
function whole(speed: number): string {
  return speed < 10 ? String(Math.round(speed * 10) / 10) : String(Math.round(speed));
}
