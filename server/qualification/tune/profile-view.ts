import { probeHardware } from '#server/hardware/index.ts';
import { now } from '#server/platform/index.ts';
import type { Evidence, TunedSettings } from './profile.ts';
import { findProfile, type StoredProfile } from './profile-store.ts';
import { type Change, changesSince } from './staleness.ts';
import { boxFacts } from './this-box.ts';

/** What a candidate reached, as an engine page shows it and a supervisor reckons with it. */
export type Measured = {
  /** Tokens a second: one answer alone, all slots added up, and of a prompt. */
  generationTokensPerSecond: number;
  allSlotsTokensPerSecond: number;
  promptTokensPerSecond: number;
  /** From one token of an answer to its next: alone, and with all slots at work. */
  tokenAloneMs: number;
  tokenAllSlotsMs: number;
  /** One step of reading: `ubatch` tokens. */
  prefillStepMs: number;
  startMs: number;
};

/** A profile as pages and console show it. */
export type ProfileView = {
  id: string;
  at: string;
  by: string;
  model: { id: string; name: string; sha256: string };
  release: { version: string; commit: string };
  engine: string;
  hardware: StoredProfile['hardware'];
  settings: TunedSettings;
  measured: Measured;
  /** What the plan reached in the same tuning. */
  plan: { settings: TunedSettings; measured: Measured };
  evidence: Evidence;
  /** What has changed since, and since when that is known: it is used all the same. null while it holds. */
  stale: { since: string; changes: Change[] } | null;
};

/** The profile that a model is, or would be, served with; null where it was never tuned here. */
export async function profileView(model: { name: string; sha256: string }): Promise<ProfileView | null> {
  const profile = await findProfile(model);
  if (!profile) return null;
  const { id, at, by, release, engine, hardware, settings, evidence } = profile;
  const changes = changesSince({ ...profile, sha256: profile.model.sha256 }, { ...boxFacts(await probeHardware()), sha256: model.sha256 });
  return {
    ...{ id, at: at.toISOString(), by, model: profile.model, release, engine, hardware, settings, evidence },
    measured: measuredOf(evidence, evidence.winner),
    plan: { settings: evidence.candidates[0]?.settings ?? settings, measured: measuredOf(evidence, 0) },
    stale: changes.length === 0 ? null : { since: (profile.staleSince ?? now()).toISOString(), changes },
  };
}

/** Milliseconds of the longest step that the model's profile measured; null where it has none. */
export async function measuredStepMs(model: { name: string; sha256: string }): Promise<number | null> {
  const profile = await findProfile(model);
  if (!profile) return null;
  const { tokenAloneMs, tokenAllSlotsMs, prefillStepMs } = measuredOf(profile.evidence, profile.evidence.winner);
  return Math.max(tokenAloneMs, tokenAllSlotsMs, prefillStepMs);
}

/** @param at place of a candidate that was measured */
export function measuredOf({ candidates }: Evidence, at: number): Measured {
  const found = candidates[at];
  const { alone, together, reading } = found?.median ?? { alone: 0, together: 0, reading: 0 };
  const { sequences, ubatch } = found?.settings ?? { sequences: 0, ubatch: 0 };
  const starts = (found?.visits ?? []).map(({ startMs }) => startMs).toSorted((a, b) => a - b);
  const perToken = (count: number, speed: number) => (speed > 0 ? rounded((count * 1_000) / speed) : 0);
  return {
    ...{ generationTokensPerSecond: alone, allSlotsTokensPerSecond: together, promptTokensPerSecond: reading },
    tokenAloneMs: perToken(1, alone),
    tokenAllSlotsMs: perToken(sequences, together),
    prefillStepMs: perToken(ubatch, reading),
    startMs: starts[Math.floor(starts.length / 2)] ?? 0,
  };
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
