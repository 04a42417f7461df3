import type { GgufParts, GgufWritten, TensorPart } from './gguf-file.ts';

/** Dimensions of a model of the architecture `qwen3next`: three of four layers are Gated DeltaNet, each fourth attends. */
export type Qwen3NextDimensions = {
  layers: number;
  embedding: number;
  vocabulary: number;
  contextTrained: number;
  heads: number;
  kvHeads: number;
  headLength: number;
  experts: number;
  expertsUsed: number;
  expertWidth: number;
  stateSize: number;
  groups: number;
  timeSteps: number;
};

/** Tensor types by group; experts of a layer and of its down projection may differ from layer to layer. */
export type Qwen3NextTypes = {
  tokenEmbedding: string;
  output: string | null;
  dense: string;
  stateOut: string;
  stateGates: string;
  experts(layer: number): string;
  expertsDown(layer: number): string;
};

/** Qwen3-Coder-Next. */
export const coderNext: Qwen3NextDimensions = {
  ...{ layers: 48, embedding: 2_048, vocabulary: 151_936, contextTrained: 262_144 },
  ...{ heads: 16, kvHeads: 2, headLength: 256, experts: 512, expertsUsed: 10, expertWidth: 512 },
  ...{ stateSize: 128, groups: 16, timeSteps: 32 },
};

/** Q6_K for the down projections that llama.cpp's `use_more_bits` picks: half of them, in the first and last eighth and each third. */
function usesMoreBits(layer: number, layers: number): boolean {
  const eighth = Math.floor(layers / 8);
  return layer < eighth || layer >= Math.floor((7 * layers) / 8) || (layer - eighth) % 3 === 2;
}

/** The mix of UD-Q4_K_XL: 46.20 GiB for Qwen3-Coder-Next. */
export function udQ4KXL(layers: number): Qwen3NextTypes {
  return {
    ...{ tokenEmbedding: 'Q6_K', output: 'Q6_K', dense: 'Q8_0', stateOut: 'F16', stateGates: 'Q8_0' },
    experts: () => 'Q4_K',
    expertsDown: (layer) => (usesMoreBits(layer, layers) ? 'Q6_K' : 'Q4_K'),
  };
}

/** Everything of a model but its weights: metadata and tensors as its converter names them. */
export function qwen3nextParts(size: Qwen3NextDimensions, types: Qwen3NextTypes, more: Record<string, GgufWritten> = {}): GgufParts {
  const layers = Array.from({ length: size.layers }, (_, layer) => layerTensors(layer, size, types));
  return { metadata: { ...metadataOf(size), ...more }, tensors: [...edgeTensors(size, types), ...layers.flat()] };
}

function metadataOf(size: Qwen3NextDimensions): Record<string, GgufWritten> {
  const of = (key: string) => `qwen3next.${key}`;
  return {
    'general.architecture': 'qwen3next',
    'general.license': 'apache-2.0',
    [of('block_count')]: size.layers,
    [of('context_length')]: size.contextTrained,
    [of('embedding_length')]: size.embedding,
    [of('feed_forward_length')]: size.expertWidth * 2,
    [of('attention.head_count')]: size.heads,
    [of('attention.head_count_kv')]: size.kvHeads,
    [of('attention.key_length')]: size.headLength,
    [of('attention.value_length')]: size.headLength,
    [of('attention.layer_norm_rms_epsilon')]: 1e-6,
    [of('rope.freq_base')]: { as: 'float32', value: 1e7 },
    [of('rope.dimension_count')]: size.headLength / 4,
    [of('expert_count')]: size.experts,
    [of('expert_used_count')]: size.expertsUsed,
    [of('expert_feed_forward_length')]: size.expertWidth,
    [of('expert_shared_feed_forward_length')]: size.expertWidth,
    [of('ssm.conv_kernel')]: 4,
    [of('ssm.state_size')]: size.stateSize,
    [of('ssm.group_count')]: size.groups,
    [of('ssm.time_step_rank')]: size.timeSteps,
    [of('ssm.inner_size')]: size.stateSize * size.timeSteps,
    'tokenizer.ggml.tokens': Array.from({ length: size.vocabulary }, (_, id) => `t${id}`),
  };
}

function edgeTensors({ embedding, vocabulary }: Qwen3NextDimensions, types: Qwen3NextTypes): TensorPart[] {
  const table = { dimensions: [embedding, vocabulary] };
  return [
    { name: 'token_embd.weight', ...table, type: types.tokenEmbedding },
    { name: 'output_norm.weight', dimensions: [embedding] },
    // A model without one writes with the table that it reads with.
    ...(types.output === null ? [] : [{ name: 'output.weight', ...table, type: types.output }]),
  ];
}

function layerTensors(layer: number, size: Qwen3NextDimensions, types: Qwen3NextTypes): TensorPart[] {
  const { embedding: e, expertWidth: width, experts } = size;
  const named = (name: string, dimensions: number[], type = 'F32') => ({ name: `blk.${layer}.${name}`, dimensions, type });
  const isAttention = (layer + 1) % 4 === 0;
  return [
    named('attn_norm.weight', [e]),
    named('post_attention_norm.weight', [e]),
    ...(isAttention ? attentionTensors(size, types, named) : deltaNetTensors(size, types, named)),
    named('ffn_gate_inp.weight', [e, experts]),
    named('ffn_gate_exps.weight', [e, width, experts], types.experts(layer)),
    named('ffn_up_exps.weight', [e, width, experts], types.experts(layer)),
    named('ffn_down_exps.weight', [width, e, experts], types.expertsDown(layer)),
    named('ffn_gate_inp_shexp.weight', [e]),
    named('ffn_gate_shexp.weight', [e, width], types.dense),
    named('ffn_up_shexp.weight', [e, width], types.dense),
    named('ffn_down_shexp.weight', [width, e], types.dense),
  ];
}

type Named = (name: string, dimensions: number[], type?: string) => TensorPart;

function attentionTensors({ embedding, heads, kvHeads, headLength }: Qwen3NextDimensions, { dense }: Qwen3NextTypes, named: Named) {
  return [
    // The query carries its gate: twice the heads.
    named('attn_q.weight', [embedding, headLength * heads * 2], dense),
    named('attn_k.weight', [embedding, headLength * kvHeads], dense),
    named('attn_v.weight', [embedding, headLength * kvHeads], dense),
    named('attn_output.weight', [headLength * heads, embedding], dense),
    named('attn_q_norm.weight', [headLength]),
    named('attn_k_norm.weight', [headLength]),
  ];
}

function deltaNetTensors({ embedding, stateSize, groups, timeSteps }: Qwen3NextDimensions, types: Qwen3NextTypes, named: Named) {
  const key = stateSize * groups;
  const value = stateSize * timeSteps;
  return [
    named('attn_qkv.weight', [embedding, 2 * key + value], types.dense),
    named('attn_gate.weight', [embedding, value], types.dense),
    named('ssm_conv1d.weight', [4, 2 * key + value]),
    named('ssm_dt.bias', [timeSteps]),
    named('ssm_a', [timeSteps]),
    named('ssm_ba.weight', [embedding, timeSteps * 2], types.stateGates),
    named('ssm_norm.weight', [stateSize]),
    named('ssm_out.weight', [value, embedding], types.stateOut),
  ];
}
