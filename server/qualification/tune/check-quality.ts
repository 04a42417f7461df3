import type { Engine } from '#server/engine/index.ts';
import type { Actor } from '#server/platform/index.ts';
import { acceptOn, untilReady } from '../accept-model.ts';
import { capabilitiesUnder, profileOf, standingOf } from '../known-acceptances.ts';
import type { Contender } from './candidates.ts';
import type { Quality } from './profile.ts';

type QualityCheck = {
  actor: Actor;
  model: { id: string; sha256: string };
  /** The plan's profile: what the model can do under it, it must be able to do. */
  planned: string;
  start(contender: Contender): Engine;
  onProgress(share: number): void;
  signal: AbortSignal;
};

/**
 * Whether the model still does with a candidate's settings what it must, and all that it does as planned: as known of the same KV type
 * and environment, else examined now on an engine that is started so. What is found is recorded like every acceptance.
 */
export async function checkQuality(contender: Contender, { planned, ...of }: QualityCheck): Promise<Quality> {
  const profile = profileOf(contender.plan);
  const standing = await standingOf(of.model, profile);
  const isKnown = standing !== 'unknown';
  const found = isKnown ? { passed: standing !== 'rejected', failedChecks: [] } : await examined(contender, of);
  const wanted = (await capabilitiesUnder(of.model, planned)) ?? [];
  // What an administrator lets through unexamined has no list.
  const can = (await capabilitiesUnder(of.model, profile)) ?? wanted;
  const lost = wanted.filter((capability) => !can.includes(capability));
  return { profile, isKnown, ...found, passed: found.passed && lost.length === 0, lost };
}

async function examined(contender: Contender, { actor, model, start, onProgress, signal }: Omit<QualityCheck, 'planned'>) {
  const engine = start(contender);
  try {
    await untilReady(engine, signal);
    const { passed, checks } = await acceptOn(actor, engine, { id: model.id, plan: contender.plan }, { onProgress, signal });
    const failed = checks.filter((check) => !check.passed && check.isNeeded && check.capability === 'chat');
    return { passed, failedChecks: failed.map(({ id }) => id) };
  } finally {
    await engine.stop();
  }
}
