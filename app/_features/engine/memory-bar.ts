import type { BarPart } from '#app/_ui/meter.tsx';
import type { Plan } from './use-engine.ts';

/** What holds bytes, in the order of the bar. */
export const groups = ['experts', 'kv', 'weights', 'state', 'compute', 'snapshots', 'promptCache', 'appliance'] as const;
export type Group = (typeof groups)[number];

/** One memory of a plan, a card's or the host's. */
export type Memory = Plan['hostRam'] | Plan['devices'][number];

export type MemoryPart = { group: Group | 'rest'; bytes: number; fill: BarPart['fill'] };

const fills: Readonly<Record<Group, BarPart['fill']>> = {
  experts: 1,
  kv: 2,
  weights: 3,
  state: 5,
  compute: 5,
  snapshots: 5,
  promptCache: 2,
  appliance: 6,
};

/**
 * The parts of a memory's bar with what nothing is planned for at its end; they add up to `totalBytes`, or to what is used where
 * that is more than there is.
 */
export function memoryParts({ bytes, usedBytes }: Pick<Memory, 'bytes' | 'usedBytes'>, totalBytes: number): MemoryPart[] {
  const parts = groups.flatMap((group): MemoryPart[] => {
    const held = bytes[group] ?? 0;
    return held > 0 ? [{ group, bytes: held, fill: fills[group] }] : [];
  });
  const rest = totalBytes - usedBytes;
  return rest > 0 ? [...parts, { group: 'rest', bytes: rest, fill: 'hatch' }] : parts;
}
