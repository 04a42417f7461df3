import { z } from 'zod';
import type { EnginePlan } from '#server/hardware/index.ts';
import { db } from '#server/platform/index.ts';
import { type Capability, capabilities, type Report } from './report.ts';
import shippedFile from './shipped-acceptances.json' with { type: 'json' };

const shippedSchema = z.array(
  z.object({
    name: z.string(),
    sha256: z.string(),
    shapeDigest: z.string(),
    profile: z.string(),
    bitsPerByte: z.number(),
    capabilities: z.array(z.enum(capabilities)),
  }),
);

/** Acceptances that come with the release, made by the very command that accepts a model on a box: a test makes them again. */
export const shippedAcceptances = shippedSchema.parse(shippedFile);

/** What of a plan may change what a model says: one that is accepted under one profile is not under another. */
export function profileOf({ kvType, env }: Pick<EnginePlan, 'kvType' | 'env'>): string {
  return [`kv ${kvType}`, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)].sort().join(', ');
}

/**
 * What a sound model of this shape measured on the fixed text: with the release, or on this box, of this file or of another one
 * that has the same tensors. Another profile of it counts too: what a KV type costs in quality is what the band is for.
 */
export async function expectedBitsPerByte({ shapeDigest }: { shapeDigest: string }): Promise<number | null> {
  const shipped = shippedAcceptances.find((one) => one.shapeDigest === shapeDigest);
  if (shipped) return shipped.bitsPerByte;
  if (shapeDigest === '') return null;
  const first = await db().modelAcceptance.findFirst({
    where: { passed: true, bitsPerByte: { not: null }, model: { shapeDigest } },
    orderBy: { at: 'asc' },
    select: { bitsPerByte: true },
  });
  return first?.bitsPerByte ?? null;
}

/** How a model stands under a profile. */
export type Standing = 'accepted' | 'overridden' | 'rejected' | 'unknown';

/** Whether a model may serve: accepted here or with the release, or let through by an administrator. */
export async function standingOf(model: { id: string; sha256: string }, profile: string): Promise<Standing> {
  const row = await db().model.findUnique({ where: { id: model.id }, select: { override: true } });
  const newest = await db().modelAcceptance.findFirst({ where: { modelId: model.id, profile }, orderBy: { at: 'desc' } });
  if (newest?.passed) return 'accepted';
  if (row?.override) return 'overridden';
  if (newest) return 'rejected';
  const isShipped = shippedAcceptances.some((one) => one.sha256 === model.sha256 && one.profile === profile);
  return isShipped ? 'accepted' : 'unknown';
}

/** What an acceptance under a profile found a model able to do, here or for the release; null where nobody has examined it so. */
export async function capabilitiesUnder(model: { id: string; sha256: string }, profile: string): Promise<Capability[] | null> {
  const newest = await db().modelAcceptance.findFirst({ where: { modelId: model.id, profile }, orderBy: { at: 'desc' } });
  // Written by `acceptModel` alone, and never changed.
  if (newest) return (JSON.parse(newest.report) as Report).capabilities;
  return shippedAcceptances.find((one) => one.sha256 === model.sha256 && one.profile === profile)?.capabilities ?? null;
}
