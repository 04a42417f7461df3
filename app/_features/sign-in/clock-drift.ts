/** How the box's clock stands to the device's: in step within two seconds, else ahead or behind by whole units. */
export type Drift = { kind: 'agree' } | { kind: 'ahead' | 'behind'; amount: number; unit: 's' | 'min' | 'h' | 'd'; worrying: boolean };

const AGREE_MS = 2_000;
const WORRYING_MS = 60_000;

/** @param driftMs the box's time less the device's, in milliseconds */
export function clockDrift(driftMs: number): Drift {
  const off = Math.abs(driftMs);
  if (off < AGREE_MS) return { kind: 'agree' };
  const kind = driftMs > 0 ? 'ahead' : 'behind';
  const worrying = off >= WORRYING_MS;
  if (off < 120_000) return { kind, amount: Math.round(off / 1_000), unit: 's', worrying };
  if (off < 2 * 3_600_000) return { kind, amount: Math.round(off / 60_000), unit: 'min', worrying };
  if (off < 48 * 3_600_000) return { kind, amount: Math.round(off / 3_600_000), unit: 'h', worrying };
  return { kind, amount: Math.round(off / 86_400_000), unit: 'd', worrying };
}
