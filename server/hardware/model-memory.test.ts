import { expect, it } from 'vitest';
import { coderMemory, denseMemory } from '#test/support/model-shapes.ts';
import { kvBytes, kvBytesPerToken, snapshotBytes, stateBytesPerSequence, stepBytes } from './slot-memory.ts';

const MIB = 1024 * 1024;
const coder = coderMemory();
const slots = { context: 120_000, sequences: 1, kvType: 'f16', ubatch: 512 } as const;

it('counts Qwen3-Coder-Next to the byte: experts, keys and values, state', () => {
  const experts = coder.layers.map(({ weights }) => weights.experts / MIB);
  expect(experts.reduce((sum, mib) => sum + mib)).toBe(44_640);
  expect([experts[0], experts[7]]).toEqual([996, 864]);
  expect([kvBytesPerToken(coder, 'f16'), kvBytesPerToken(coder, 'q8_0'), kvBytesPerToken(coder, 'q4_0')]).toEqual([24_576, 13_056, 6_912]);
  expect(stateBytesPerSequence(coder) / MIB).toBe(75.375);
  expect(snapshotBytes(coder, slots) / MIB).toBe(75.375);
});

it('knows what attends and what recurs by the tensors of each layer', () => {
  expect(coder.layers.filter(({ keyElements }) => keyElements > 0)).toHaveLength(12);
  expect(coder.layers.filter(({ stateBytes }) => stateBytes > 0)).toHaveLength(36);
});

it.each([
  // What llama.cpp v0.5.0 reserves on the processor for these shapes, as node-llama-cpp asks for it: a row of scores for each token.
  [120_064, 512, 308.75],
  [262_144, 512, 342.01],
  [262_144, 2_048, 1_368.05],
  [262_144, 4_096, 2_736.11],
  [524_288, 512, 598.01],
  [120_064, 128, 77.19],
])('counts the work of a step as llama.cpp does: context %i, ubatch %i', (context, ubatch, mib) => {
  expect(stepBytes(coder, { ...slots, context, ubatch }, ubatch) / MIB).toBeCloseTo(mib, 0);
});

it('keeps no more than its window of a sliding layer, and all of the others', () => {
  const size = {
    layers: 12,
    embedding: 1_024,
    feedForward: 4_096,
    heads: 8,
    kvHeads: 4,
    vocabulary: 32_000,
    contextTrained: 131_072,
    type: 'Q8_0',
  };
  const gemma = denseMemory('gemma', 'gemma3', { ...size, more: { 'attention.sliding_window': 1_024 } });
  expect(gemma.layers.map(({ isSliding }) => Number(isSliding))).toEqual([1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0]);
  const bytes = gemma.layers.map((layer) => kvBytes(layer, gemma.window, { ...slots, context: 32_768 }));
  expect(bytes[0]).toBe(1_536 * 2 * 512 * 2);
  expect(bytes[5]).toBe(32_768 * 2 * 512 * 2);
  const said = denseMemory('said', 'new', { ...size, more: { 'attention.sliding_window': 512, 'attention.sliding_window_pattern': 2 } });
  expect(said.layers.filter(({ isSliding }) => isSliding)).toHaveLength(6);
  expect(
    denseMemory('unsaid', 'new', { ...size, more: { 'attention.sliding_window': 512 } }).layers.some(({ isSliding }) => isSliding),
  ).toBe(false);
});

it('reads heads layer by layer where they differ', () => {
  const size = {
    layers: 2,
    embedding: 512,
    feedForward: 1_024,
    heads: 8,
    kvHeads: 4,
    vocabulary: 1_000,
    contextTrained: 4_096,
    type: 'Q8_0',
  };
  const model = denseMemory('mixed', 'new', { ...size, more: { 'attention.head_count_kv': [2, 4] } });
  expect(model.layers.map(({ keyElements }) => keyElements)).toEqual([128, 256]);
});
