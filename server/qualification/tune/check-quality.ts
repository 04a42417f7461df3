import type { Engine } from '#server/engine/index.ts';
import type { Actor } from '#server/platform/index.ts';
import { acceptOn, untilReady } from '../accept-model.ts';
import { profileOf, standingOf } from '../known-acceptances.ts';
import type { Contender } from './candidates.ts';
import type { Quality } from './profile.ts';

type QualityCheck = {
  actor: Actor;
  model: { id: string; sha256: string };
  start(contender: Contender): Engine;
  onProgress(share: number): void;
  signal: AbortSignal;
};

/**
 * Whether the model still does with a candidate's settings what it must: as known of the same KV type and environment, else examined
 * now on an engine that is started so. What is found is recorded like every acceptance.
 */
export async function checkQuality(contender: Contender, { actor, model, start, onProgress, signal }: QualityCheck): Promise<Quality> {
  const profile = profileOf(contender.plan);
  const standing = await standingOf(model, profile);
  if (standing !== 'unknown') return { profile, isKnown: true, passed: standing !== 'rejected', failedChecks: [] };
  const engine = start(contender);
  try {
    await untilReady(engine, signal);
    const { passed, checks } = await acceptOn(actor, engine, { id: model.id, plan: contender.plan }, { onProgress, signal });
    const failedChecks = checks.filter((check) => !check.passed && check.isNeeded && check.capability === 'chat').map(({ id }) => id);
    return { profile, isKnown: false, passed, failedChecks };
  } finally {
    await engine.stop();
  }
}
