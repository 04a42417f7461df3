import { basename } from 'node:path';
import { type Gguf, type GgufTensor, type GgufValue, readGgufSet } from '#server/models/index.ts';
import { slidingLayers } from './sliding-layers.ts';

/** What a model takes of memory, by what decides where it goes: read off the list of tensors, whatever the architecture. */
export type ModelMemory = {
  name: string;
  /** The file to load: of a set the first. */
  file: string;
  architecture: string;
  sizeBytes: number;
  contextTrained: number;
  embedding: number;
  vocabulary: number;
  heads: number;
  /** Experts of a layer, and how many of them a token passes; 0 of both where the model is dense. */
  experts: { count: number; used: number; width: number };
  /** Width of a layer's dense feed-forward part. */
  feedForward: number;
  layers: readonly LayerMemory[];
  /** What is looked up for each token; llama.cpp keeps it in host memory (llama-model.cpp, `dev_input`). */
  inputBytes: number;
  /** The output matrix with its norm: one more "layer", on the last's card. Without one of its own, a card gets a copy of the input's. */
  outputBytes: number;
  isOutputShared: boolean;
  /** Tokens that a sliding layer looks back. */
  window: number;
};

export type LayerMemory = {
  weights: Record<WeightGroup, number>;
  /** The largest tensor, and the largest of experts: what is brought to a card at once when it computes for host memory. */
  largestBytes: number;
  largestExpertBytes: number;
  /** Elements of a token's keys and values; 0 where the layer does not attend. */
  keyElements: number;
  valueElements: number;
  /** Whether it keeps its window only. */
  isSliding: boolean;
  /** State of one sequence, always 32 bits each; 0 where the layer is not recurrent. */
  stateBytes: number;
  /** Rows that the query projection makes, and those of the recurrent part: they size the compute buffer. */
  queryRows: number;
  recurrentRows: { mixed: number; value: number };
};

const weightGroups = ['experts', 'sharedExperts', 'router', 'dense', 'attention', 'recurrent', 'norms'] as const;
export type WeightGroup = (typeof weightGroups)[number];

const STATE_TENSOR = /\.(ssm_|time_mix_|shortconv\.)/;

/**
 * Reads what a model takes of memory off its header.
 *
 * @param file of a set the first
 * @throws AppError `model.missing`, `model.damaged`
 */
export async function readModelMemory(file: string): Promise<ModelMemory> {
  return modelMemory(file, basename(file, '.gguf'), await readGgufSet(file));
}

/** @param file of a set the first @param name as people know the model */
export function modelMemory(file: string, name: string, { metadata, tensors, sizeBytes }: Gguf): ModelMemory {
  const architecture = String(metadata.get('general.architecture') ?? '');
  const read = reader(metadata, architecture);
  // The last ones may predict further tokens (nextn): llama.cpp skips them unless it is told to speculate.
  const count = read('block_count') - read('nextn_predict_layers');
  const byLayer = Map.groupBy(tensors, ({ name: tensor }) => Number(/^blk\.(\d+)\./.exec(tensor)?.[1] ?? -1));
  const loose = byLayer.get(-1) ?? [];
  const output = loose.filter(({ name: tensor }) => tensor.startsWith('output'));
  const embeddings = loose.find(({ name: tensor }) => tensor === 'token_embd.weight');
  const isOutputShared = !output.some(({ name: tensor }) => tensor === 'output.weight');
  const inputBytes = bytesOf(loose) - bytesOf(output);
  const window = read('attention.sliding_window');
  const sliding = slidingLayers(architecture, metadata, count, window);
  return {
    ...{ name, file, architecture, sizeBytes, inputBytes, isOutputShared, window },
    contextTrained: read('context_length'),
    embedding: read('embedding_length'),
    vocabulary: embeddings?.dimensions[1] ?? 0,
    heads: read('attention.head_count'),
    experts: { count: read('expert_count'), used: read('expert_used_count'), width: read('expert_feed_forward_length') },
    feedForward: read('feed_forward_length'),
    layers: Array.from({ length: count }, (_, layer) => layerMemory(byLayer.get(layer) ?? [], layer, read, sliding[layer] ?? false)),
    outputBytes: bytesOf(output) + (isOutputShared ? (embeddings?.sizeBytes ?? 0) : 0),
  };
}

type Read = (key: string, layer?: number) => number;

/** A number of the architecture; of a list the layer's, or the largest where none is named. */
function reader(metadata: Gguf['metadata'], architecture: string): Read {
  return (key, layer) => {
    const value: GgufValue | undefined = metadata.get(`${architecture}.${key}`);
    if (typeof value === 'number') return value;
    if (typeof value !== 'object' || !value.numbers) return 0;
    return layer === undefined ? Math.max(0, ...value.numbers) : (value.numbers[layer] ?? 0);
  };
}

function layerMemory(tensors: readonly GgufTensor[], layer: number, read: Read, isSliding: boolean): LayerMemory {
  const isRecurrent = tensors.some(({ name }) => STATE_TENSOR.test(name));
  const weights = Object.fromEntries(weightGroups.map((group) => [group, 0])) as Record<WeightGroup, number>;
  for (const tensor of tensors) weights[groupOf(tensor.name, isRecurrent)] += tensor.sizeBytes;
  const rows = (name: string) => tensors.find((tensor) => tensor.name.endsWith(`.${name}.weight`))?.dimensions[1] ?? 0;
  const attends = tensors.some(({ name }) => /\.attn_(k|kv_a_mqa|k_b)\./.test(name)) || (!isRecurrent && rows('attn_qkv') > 0);
  const kvHeads = read('attention.head_count_kv', layer) || (attends ? read('attention.head_count', layer) : 0);
  const headLength = Math.ceil(read('embedding_length') / Math.max(1, read('attention.head_count', layer)));
  // llama-kv-cache.cpp: with multi-head latent attention (MLA) the values are a view of the keys.
  const isLatent = read('attention.key_length_mla') > 0;
  const suffix = isSliding && read('attention.key_length_swa') > 0 ? '_swa' : '';
  const sizes = tensors.map(({ sizeBytes }) => sizeBytes);
  const expertSizes = tensors.filter(({ name }) => groupOf(name, isRecurrent) === 'experts').map(({ sizeBytes }) => sizeBytes);
  return {
    weights,
    largestBytes: Math.max(0, ...sizes),
    largestExpertBytes: Math.max(0, ...expertSizes),
    keyElements: attends ? kvHeads * (read(`attention.key_length${suffix}`) || headLength) : 0,
    valueElements: attends && !isLatent ? kvHeads * (read(`attention.value_length${suffix}`) || headLength) : 0,
    isSliding: attends && isSliding,
    stateBytes: isRecurrent ? stateElements(read, layer) * 4 : 0,
    queryRows: attends ? rows('attn_q') || rows('attn_qkv') : 0,
    recurrentRows: { mixed: isRecurrent ? rows('attn_qkv') || rows('ssm_in') : 0, value: isRecurrent ? read('ssm.inner_size') : 0 },
  };
}

/** llama-hparams.cpp, `n_embd_r` and `n_embd_s`: the last inputs of a convolution, and the state itself. */
function stateElements(read: Read, layer: number): number {
  const embedding = read('embedding_length');
  if (read('wkv.head_size') > 0) return (read('token_shift_count') || 2) * embedding + embedding * read('wkv.head_size');
  if (read('shortconv.l_cache') > 0) return embedding * (read('shortconv.l_cache') - 1);
  const kernel = read('ssm.conv_kernel');
  if (read('kda.head_dim') > 0) {
    const inner = read('attention.head_count', layer) * read('kda.head_dim');
    return 3 * ((kernel || 4) - 1) * inner + read('kda.head_dim') * inner;
  }
  const mixed = read('ssm.inner_size') + 2 * read('ssm.group_count') * read('ssm.state_size');
  return Math.max(0, kernel - 1) * mixed + read('ssm.state_size') * read('ssm.inner_size');
}

/** common/common.h, LLM_FFN_EXPS_REGEX: what `--n-cpu-moe` leaves in host memory; the rest by name. */
function groupOf(name: string, isRecurrent: boolean): WeightGroup {
  if (/\.ffn_(up|down|gate|gate_up)_(ch|)exps/.test(name)) return 'experts';
  if (name.includes('_shexp')) return 'sharedExperts';
  if (name.includes('.ffn_gate_inp')) return 'router';
  if (/norm\.|_norm_/.test(name)) return 'norms';
  if (STATE_TENSOR.test(name)) return 'recurrent';
  if (name.includes('.attn_')) return isRecurrent && /\.attn_(qkv|gate)\./.test(name) ? 'recurrent' : 'attention';
  return 'dense';
}

function bytesOf(tensors: readonly GgufTensor[]): number {
  return tensors.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
