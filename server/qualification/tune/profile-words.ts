import type { StoredProfile } from './profile-store.ts';
import { measuredOf } from './profile-view.ts';
import type { Change } from './staleness.ts';

/** What was measured, and whether it still holds: sentences for an operator, as a plan has them. */
export function profileWords({ at, by, evidence, staleSince }: StoredProfile, changes: readonly Change[]): string[] {
  const { generationTokensPerSecond, allSlotsTokensPerSecond, promptTokensPerSecond } = measuredOf(evidence, evidence.winner);
  const { settings } = evidence.candidates[evidence.winner] ?? {};
  const slots = settings?.sequences ?? 1;
  const speeds = [
    `measured ${whole(generationTokensPerSecond)} t/s generation`,
    ...(slots > 1 ? [`${whole(allSlotsTokensPerSecond)} t/s with ${slots} slots at work`] : []),
    `${whole(promptTokensPerSecond)} t/s prompt`,
  ];
  return [
    `As tuned on ${day(at)} by ${by}: ${speeds.join(', ')}.`,
    ...(changes.length === 0
      ? []
      : [
          `The profile is stale${staleSince ? ` since ${day(staleSince)}` : ''}: ${changes.map(changeWords).join('; ')}. It is used all the same; “cloister tune” measures again.`,
        ]),
  ];
}

/** Why a profile that is there is not used. */
export function notUsedWords({ at }: StoredProfile, why: string): string {
  return `The profile of ${day(at)} is not used: ${why}. “cloister tune” measures again.`;
}

function changeWords({ what, was, is }: Change): string {
  return `${what} was ${was}, is ${is}`;
}

function day(at: Date): string {
  return at.toISOString().slice(0, 10);
}

/** Speeds below ten keep a digit. */
function whole(speed: number): string {
  return speed < 10 ? String(Math.round(speed * 10) / 10) : String(Math.round(speed));
}
