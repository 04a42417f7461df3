/** What acceptance found a model able to do. */
export const capabilities = ['chat', 'json', 'tools', 'long context', 'embeddings'] as const;
export type Capability = (typeof capabilities)[number];

/** One thing that was tried. */
export type Check = {
  id: string;
  capability: Capability;
  /** Whether the capability is lost without it; others only tell how good the model is. */
  isNeeded: boolean;
  passed: boolean;
  asked: string;
  wanted: string;
  got: string;
};

export type Report = {
  checks: Check[];
  /** How well the model foretells the fixed text; null where the engine cannot score. */
  bitsPerByte: number | null;
  /** What a sound copy of this model measured; null for one that nobody has measured before. */
  expectedBitsPerByte: number | null;
  capabilities: Capability[];
  /** Whether it may serve: it can chat, and its weights are sound. */
  passed: boolean;
};

/** How far a sound model may lie from what was measured before: kernels differ by less than a hundredth, a wrong quantisation by more. */
export const BAND = 0.04;
/**
 * No model that was trained on text needs so many bits for a byte of plain English; the smallest in use need about 1. What is above
 * knows nothing, whatever it answers.
 */
export const BITS_PER_BYTE_MAX = 2.5;

/**
 * Decides what a model can do and whether it may serve. Pure.
 *
 * @param checks what was tried, without the measure of the fixed text
 */
export function judge(checks: readonly Check[], bitsPerByte: number | null, expectedBitsPerByte: number | null): Report {
  const measure = bitsPerByte === null ? [] : [soundness(bitsPerByte, expectedBitsPerByte)];
  const all = [...checks, ...measure];
  const can = (capability: Capability) => {
    const its = all.filter((check) => check.capability === capability);
    return its.some((check) => check.passed) && its.every((check) => check.passed || !check.isNeeded);
  };
  const found = capabilities.filter(can);
  return { checks: all, bitsPerByte, expectedBitsPerByte, capabilities: found, passed: found.includes('chat') };
}

/** Bits for a byte of the fixed text that a sound copy may need. */
export function bandOf(expected: number | null): { low: number; high: number } {
  return expected === null ? { low: 0, high: BITS_PER_BYTE_MAX } : { low: expected * (1 - BAND), high: expected * (1 + BAND) };
}

function soundness(bitsPerByte: number, expected: number | null): Check {
  const { low, high } = bandOf(expected);
  const passed = bitsPerByte >= low && bitsPerByte <= high;
  const wanted = expected === null ? `at most ${BITS_PER_BYTE_MAX}` : `${expected.toFixed(3)} ± ${BAND * 100} %`;
  return {
    ...{ id: 'weights', capability: 'chat', isNeeded: true, passed },
    ...{ asked: 'Bits for a byte of a fixed text', wanted, got: Number.isFinite(bitsPerByte) ? bitsPerByte.toFixed(3) : 'no number' },
  };
}
