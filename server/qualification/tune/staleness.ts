import type { BoxFacts } from './this-box.ts';

/** What a profile was measured with and is no more. */
export type Change = { what: 'hardware' | 'engine' | 'release' | 'model'; was: string; is: string };

type MeasuredWith = BoxFacts & { sha256: string };

/** What has changed since a profile was measured: while nothing has, its figures hold. Pure. */
export function changesSince(then: MeasuredWith, now: MeasuredWith): Change[] {
  const changes: Change[] = [];
  if (then.hardwareDigest !== now.hardwareDigest) changes.push({ what: 'hardware', ...differing(then.hardware, now.hardware) });
  if (then.engine !== now.engine) changes.push({ what: 'engine', was: then.engine, is: now.engine });
  const [was, is] = [then.release, now.release].map(({ version, commit }) => [version, commit.slice(0, 7)].filter(Boolean).join(' '));
  if (was !== undefined && is !== undefined && was !== is) changes.push({ what: 'release', was, is });
  if (then.sha256 !== now.sha256) changes.push({ what: 'model', was: then.sha256.slice(0, 12), is: now.sha256.slice(0, 12) });
  return changes;
}

/** Only what differs, by name: "cores 8" and "cores 4". */
function differing(then: object, now: object): { was: string; is: string } {
  const after = new Map(Object.entries(now));
  const differs = Object.entries(then).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(after.get(name)));
  const shown = (name: string, value: unknown) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`;
  return {
    was: differs.map(([name, value]) => shown(name, value)).join(', '),
    is: differs.map(([name]) => shown(name, after.get(name))).join(', '),
  };
}
