import { type HardwareProbe, probeHardware } from '#server/hardware/index.ts';
import { now } from '#server/platform/index.ts';
import { type Measured, measuredOf } from './measured.ts';
import type { Evidence, TunedSettings } from './profile.ts';
import { findProfile, type StoredProfile } from './profile-store.ts';
import { profileWords } from './profile-words.ts';
import { type Change, changesSince } from './staleness.ts';
import { boxFacts } from './this-box.ts';

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
  /** What was measured and whether it still holds, in sentences as a plan has them. */
  reasons: string[];
  /** What has changed since, and since when that is known: it is used all the same. null while it holds. */
  stale: { since: string; changes: Change[] } | null;
};

/**
 * The profile that a model is, or would be, served with; null where it was never tuned here.
 *
 * @param probe the box as it is now, where that is known already
 */
export async function profileView(model: { name: string; sha256: string }, probe?: HardwareProbe): Promise<ProfileView | null> {
  const profile = await findProfile(model);
  if (!profile) return null;
  const { id, at, by, release, engine, hardware, settings, evidence } = profile;
  const facts = boxFacts(probe ?? (await probeHardware()));
  const changes = changesSince({ ...profile, sha256: profile.model.sha256 }, { ...facts, sha256: model.sha256 });
  const view = {
    ...{ id, at: at.toISOString(), by, model: profile.model, release, engine, hardware, settings, evidence },
    measured: measuredOf(evidence, evidence.winner),
    plan: { settings: evidence.candidates[0]?.settings ?? settings, measured: measuredOf(evidence, 0) },
    stale: changes.length === 0 ? null : { since: (profile.staleSince ?? now()).toISOString(), changes },
  };
  return { ...view, reasons: profileWords(view) };
}

/** Milliseconds of the longest step that the model's profile measured; null where it has none. */
export async function measuredStepMs(model: { name: string; sha256: string }): Promise<number | null> {
  const profile = await findProfile(model);
  if (!profile) return null;
  const { tokenAloneMs, tokenAllSlotsMs, prefillStepMs } = measuredOf(profile.evidence, profile.evidence.winner);
  return Math.max(tokenAloneMs, tokenAllSlotsMs, prefillStepMs);
}
