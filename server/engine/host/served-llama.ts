import {
  getLlama,
  type Llama,
  type LlamaContext,
  type LlamaContextSequence,
  type LlamaEmbeddingContext,
  LlamaLogLevel,
  type LlamaModel,
  type Token,
} from 'node-llama-cpp';
import { KeptStates, statesPlace } from '../kept-states.ts';
import type { EngineProperties, ModelFacts, SpecialToken } from '../protocol.ts';
import { Refused } from '../refused.ts';
import { unitLength } from '../unit-length.ts';
import type { HostConfig } from './host-config.ts';
import type { Served } from './host-server.ts';
import { Slot } from './slot.ts';
import { StepSize } from './step-size.ts';
import { WholeSteps } from './whole-steps.ts';

/** Special tokens told to the appliance; some vocabularies reserve thousands that no template writes. */
const SPECIAL_TOKENS_MAX = 4_096;

/** Tokens between two states that are kept on the way: each costs its copying, and nothing closer together is worth reading less. */
const CHECKPOINT_EVERY = 256;

const kvTypes = { f16: 'F16', q8_0: 'Q8_0', q4_0: 'Q4_0' } as const;

/**
 * Loads the model and makes a slot of each sequence. Nothing is ever compiled or downloaded: a prebuilt library is used, and
 * where none for a graphics card works, the processor is, with a warning.
 *
 * @param onProgress fraction of the weights that is loaded
 * @throws Error of node-llama-cpp when the file cannot be served
 */
export async function loadLlama(config: HostConfig, onProgress: (progress: number) => void): Promise<Served> {
  const { plan } = config;
  const llama = await getLlama({
    gpu: plan.gpuLayers > 0 ? 'auto' : false,
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    maxThreads: plan.threads,
    logLevel: LlamaLogLevel.info,
    logger: (level, message) => {
      // Of what is only told, what memory went to: the plan's figures are held against it.
      if (level !== LlamaLogLevel.info || message.includes('buffer size')) process.stderr.write(`${level}: ${message.trim()}\n`);
    },
  });
  const warnings: string[] = [];
  if (plan.gpuLayers > 0 && llama.gpu === false) {
    warnings.push(
      'A graphics card was planned for, but no library for it works here: the model runs on the processor, which is much slower.',
    );
  }
  for (const warning of warnings) process.stderr.write(`warn: ${warning}\n`);

  // The plan has done the arithmetic; the estimate inside would refuse models that fit.
  const model = await llama.loadModel({
    modelPath: config.modelFile,
    gpuLayers: llama.gpu === false ? 0 : plan.gpuLayers,
    ignoreMemorySafetyChecks: true,
    onLoadProgress: onProgress,
  });
  const steps = new WholeSteps();
  const stepSize = new StepSize(plan.batch);
  const context = await model.createContext({
    contextSize: plan.context,
    sequences: plan.sequences,
    batchSize: plan.batch,
    threads: plan.threads,
    flashAttention: plan.flashAttention,
    experimentalKvCacheKeyType: kvTypes[plan.kvType],
    experimentalKvCacheValueType: kvTypes[plan.kvType],
    batching: { itemPrioritizationStrategy: ({ items, size }) => steps.next({ items, size: Math.min(size, stepSize.tokens) }) },
    ignoreMemorySafetyChecks: true,
    failedCreationRemedy: false,
  });
  return {
    properties: propertiesOf(model, config, warnings),
    tokenize: (text, special) => model.tokenize(text, special),
    slots: slotsOf(llama, { context, steps, stepSize }, config),
    embed: embedderOf(model, config),
  };
}

/** One text at a time, in a context of its own that the first of them makes: most models are never asked. */
function embedderOf(model: LlamaModel, { plan }: HostConfig): Served['embed'] {
  const limit = Math.min(plan.context, model.trainContextSize);
  let context: Promise<LlamaEmbeddingContext> | null = null;
  return async (tokens) => {
    if (tokens.length > limit) throw new Refused({ code: 'overflow', tokens: tokens.length, limit });
    context ??= model.createEmbeddingContext({
      contextSize: limit,
      batchSize: limit,
      threads: plan.threads,
      ignoreMemorySafetyChecks: true,
    });
    // Ids were checked against the vocabulary; node-llama-cpp brands them.
    const { vector } = await (await context).getEmbeddingFor(tokens as Token[]);
    return unitLength(vector);
  };
}

/** Sequences are handed out in ascending order and never given back, so a slot's number is its sequence's. */
function slotsOf(
  llama: Llama,
  { context, ...steps }: { context: LlamaContext; steps: WholeSteps; stepSize: StepSize },
  config: HostConfig,
): Slot[] {
  const { plan } = config;
  const checkpoints = { max: plan.contextCheckpoints, interval: CHECKPOINT_EVERY };
  const sequences = Array.from({ length: plan.sequences }, () => context.getSequence({ checkpoints }));
  const of = {
    ...steps,
    llama,
    states: statesOf(sequences, config),
    contextTokens: plan.context,
    mayKeepState: plan.contextCheckpoints > 0,
  };
  return sequences.map((sequence, number) => new Slot({ ...of, number, sequence }));
}

function statesOf(sequences: readonly LlamaContextSequence[], { socket, plan }: HostConfig): KeptStates<LlamaContextSequence> {
  return new KeptStates({
    ...statesPlace(socket, plan),
    isWholeOnly: sequences[0]?.needsCheckpoints ?? true,
    async save(sequence, file) {
      await sequence.saveStateToFile(file);
      return sequence.contextTokens.length;
    },
    async restore(sequence, file) {
      // Checkpoints of what was read before would stay, and be taken for this state's.
      await sequence.clearHistory();
      // The risk is a file of another model: these were written by this process.
      await sequence.loadStateFromFile(file, { acceptRisk: true });
    },
  });
}

function propertiesOf(model: LlamaModel, config: HostConfig, warnings: string[]): EngineProperties {
  return {
    ...modelFactsOf(model),
    driver: 'embedded',
    modelDigest: config.modelDigest,
    slots: config.plan.sequences,
    contextPerSlot: config.plan.context,
    contextTrained: model.trainContextSize,
    capabilities: { grammar: true, jsonSchema: true, embed: true, score: true, snapshots: true },
    warnings,
  };
}

/** What the vocabulary alone decides, whoever serves the model. */
export function modelFactsOf(model: LlamaModel): ModelFacts {
  const { bos, eos, eot, bosString, eosString, shouldPrependBosToken } = model.tokens;
  const template = model.fileInfo.metadata.tokenizer?.chat_template;
  return {
    vocabulary: [...model.iterateAllTokens()].length,
    chatTemplate: typeof template === 'string' ? template : null,
    tokens: { bos, eos, eot, addBos: shouldPrependBosToken, bosText: bosString ?? '', eosText: eosString ?? '' },
    specialTokens: specialTokensOf(model),
  };
}

function specialTokensOf(model: LlamaModel): SpecialToken[] {
  const found: SpecialToken[] = [];
  for (const id of model.iterateAllTokens()) {
    const attributes = model.getTokenAttributes(id);
    const kind = attributes.control || attributes.unknown ? 'control' : attributes.userDefined ? 'userDefined' : null;
    if (!kind) continue;
    const text = model.detokenize([id], true);
    if (text !== '') found.push({ id, text, kind });
    if (found.length === SPECIAL_TOKENS_MAX) break;
  }
  return found;
}
