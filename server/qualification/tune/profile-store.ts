import { createHash } from 'node:crypto';
import { act, actorOf } from '#server/audit/index.ts';
import { type Actor, db, newId, now } from '#server/platform/index.ts';
import { type Evidence, evidenceSchema, type Hardware, hardwareSchema, settingsSchema, type TunedSettings } from './profile.ts';
import type { Change } from './staleness.ts';
import type { BoxFacts } from './this-box.ts';

/** How a model runs best on this box, as it was measured. */
export type StoredProfile = BoxFacts & {
  id: string;
  model: { id: string; name: string; sha256: string };
  settings: TunedSettings;
  evidence: Evidence;
  at: Date;
  /** Who had it measured. */
  by: string;
  staleSince: Date | null;
};

type Found = { model: StoredProfile['model']; box: BoxFacts; settings: TunedSettings; evidence: Evidence };

/** Stores what a tuning found; from the model's next start on it is used. @returns its id */
export function storeProfile(actor: Actor, { model, box, settings, evidence }: Found): Promise<string> {
  const text = JSON.stringify(evidence);
  return act(actor, 'engine.tuned', async (tx) => {
    const id = newId();
    const { version, commit } = box.release;
    await tx.engineProfile.create({
      data: {
        ...{ id, modelId: model.id, hardwareDigest: box.hardwareDigest, hardware: JSON.stringify(box.hardware), version, commit },
        ...{ engine: box.engine, settings: JSON.stringify(settings), evidence: text, by: actorOf(actor).name, at: now() },
      },
    });
    const { proven, ...plain } = settings;
    const reached = evidence.candidates[evidence.winner]?.median;
    return {
      record: {
        ...{ modelId: model.id, name: model.name, sha256: model.sha256, profileId: id },
        settings: { ...plain, ...(proven && { cudaGraphs: proven.cudaGraphs }) },
        candidates: evidence.candidates.length,
        generationTokensPerSecond: reached?.alone ?? 0,
        promptTokensPerSecond: reached?.reading ?? 0,
        evidenceDigest: createHash('sha256').update(text).digest('hex'),
      },
      result: id,
    };
  });
}

/** The newest profile of a model; where it has none, that of a model of the same name: its file was changed. */
export async function findProfile({ name, sha256 }: { name: string; sha256: string }): Promise<StoredProfile | null> {
  const newest = { orderBy: { at: 'desc' }, include: { model: { select: { id: true, name: true, sha256: true } } } } as const;
  const own = await db().engineProfile.findFirst({ where: { model: { sha256 } }, ...newest });
  const row = own ?? (await db().engineProfile.findFirst({ where: { model: { name } }, ...newest }));
  if (!row) return null;
  const { version, commit, model, id, hardwareDigest, engine, by, at, staleSince } = row;
  return {
    ...{ id, model, hardwareDigest, engine, by, at, staleSince, release: { version, commit } },
    hardware: hardwareSchema.parse(JSON.parse(row.hardware)) satisfies Hardware,
    settings: settingsSchema.parse(JSON.parse(row.settings)),
    evidence: evidenceSchema.parse(JSON.parse(row.evidence)),
  };
}

/** Records that a profile is used although something has changed since: when it was first seen is what the page says. */
export async function recordStale(
  actor: Actor,
  { id, model }: Pick<StoredProfile, 'id' | 'model'>,
  changes: readonly Change[],
): Promise<void> {
  const known = await db().engineProfile.findUnique({ where: { id }, select: { staleSince: true } });
  if (known?.staleSince !== null) return;
  const changed = changes.map(({ what }) => what).join(', ');
  await act(actor, 'engine.profileStale', async (tx) => {
    await tx.engineProfile.update({ where: { id }, data: { staleSince: now() } });
    return { record: { modelId: model.id, name: model.name, profileId: id, changed }, result: undefined };
  });
}
