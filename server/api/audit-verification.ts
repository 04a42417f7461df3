import { record, type Verification, verifyInReader } from '#server/audit/index.ts';
import { type Actor, monotonicMs } from '#server/platform/index.ts';

type Files = Parameters<typeof verifyInReader>[0];

let files: Files | null = null;
let running: Promise<Verification & { tookMs: number }> | null = null;

/** Names the files that verification reads; called once by the entry. */
export function openVerification(opened: Files): void {
  files = opened;
}

/** Verifies the whole log and records that it was done. Who asks while it runs gets the same reading: it touches every record. */
export async function verifyAndRecord(actor: Actor): Promise<Verification & { tookMs: number }> {
  running ??= verifyTimed().finally(() => {
    running = null;
  });
  const result = await running;
  const details = { ok: result.ok, records: result.records, reason: result.firstBad?.reason ?? '' };
  await record(
    actor,
    'audit.verified',
    { ...details, ...(result.firstBad && { firstBad: result.firstBad.index }) },
    result.ok ? 'done' : 'failed',
  );
  return result;
}

async function verifyTimed(): Promise<Verification & { tookMs: number }> {
  if (!files) throw new Error('verification was asked for before the entry opened it');
  const startedMs = monotonicMs();
  const result = await verifyInReader(files);
  return { ...result, tookMs: Math.round(monotonicMs() - startedMs) };
}
