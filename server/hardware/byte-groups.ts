/** What memory is filled with, in the order in which a bar shows it. */
export const byteGroups = ['experts', 'weights', 'kv', 'state', 'compute', 'snapshots', 'promptCache', 'appliance'] as const;
export type ByteGroup = (typeof byteGroups)[number];

/** Bytes by what they hold: `weights` are all that are no experts, `kv` keys and values, `state` recurrent, `compute` results under way. */
export type Bytes = Readonly<Partial<Record<ByteGroup, number>>>;

/** Adds up, group by group; a group that holds nothing is not named. */
export function addBytes(...many: readonly Bytes[]): Bytes {
  const sums = byteGroups.map((group) => [group, many.reduce((sum, bytes) => sum + (bytes[group] ?? 0), 0)] as const);
  return Object.fromEntries(sums.filter(([, bytes]) => bytes > 0));
}

/** All groups together. */
export function totalBytes(bytes: Bytes): number {
  return byteGroups.reduce((sum, group) => sum + (bytes[group] ?? 0), 0);
}
