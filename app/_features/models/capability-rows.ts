import type { Acceptance, Model } from './use-models.ts';

const capabilities = ['chat', 'json', 'tools', 'long context', 'embeddings'] as const;

/** What is known of one capability of a model. */
export type CapabilityRow = {
  capability: (typeof capabilities)[number];
  found: 'passed' | 'failed' | 'untried';
  /** Checks that passed, of all; null where no report of this box says so. */
  passed: number | null;
  tried: number;
  /** Ids of needed checks that failed: the capability is lost by these. */
  lostBy: string[];
};

/**
 * Each capability with what acceptance found.
 *
 * @param acceptance a report of this box; null leaves what the release found
 */
export function capabilityRows(model: Pick<Model, 'capabilities'>, acceptance: Pick<Acceptance, 'report'> | null): CapabilityRow[] {
  return capabilities.map((capability) => {
    if (!acceptance) {
      const found = model.capabilities.includes(capability) ? 'passed' : 'untried';
      return { capability, found, passed: null, tried: 0, lostBy: [] };
    }
    const checks = acceptance.report.checks.filter((check) => check.capability === capability);
    const can = acceptance.report.capabilities.includes(capability);
    return {
      capability,
      found: can ? 'passed' : checks.length > 0 ? 'failed' : 'untried',
      passed: checks.filter(({ passed }) => passed).length,
      tried: checks.length,
      lostBy: checks.filter(({ passed, isNeeded }) => isNeeded && !passed).map(({ id }) => id),
    };
  });
}
