import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readGguf } from '#server/models/gguf.ts';
import type { ServedModel } from '#server/models/index.ts';
import { modelFacts } from '#server/models/model-facts.ts';
import { type GgufParts, type GgufWritten, splitName, splitParts, type TensorPart, writeFilledGguf } from './gguf-file.ts';
import { type Qwen3NextDimensions, qwen3nextParts } from './qwen3next-shapes.ts';

/** The real architecture at a size that loads in a blink: 8 layers of which 2 attend, 32 experts of which 4 are used. */
export const toyDimensions: Qwen3NextDimensions = {
  ...{ layers: 8, embedding: 256, vocabulary: 4_096, contextTrained: 262_144 },
  ...{ heads: 4, kvHeads: 2, headLength: 64, experts: 32, expertsUsed: 4, expertWidth: 64 },
  ...{ stateSize: 32, groups: 2, timeSteps: 4 },
};

const toyTypes = {
  ...{ tokenEmbedding: 'Q8_0', output: 'Q8_0', dense: 'Q8_0', stateOut: 'Q8_0', stateGates: 'Q8_0' },
  experts: () => 'Q8_0',
  expertsDown: () => 'Q8_0',
};

const CHAT_TEMPLATE =
  '{% for m in messages %}<|im_start|>{{m.role}}\n{{m.content}}<|im_end|>\n{% endfor %}' +
  '{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}';

/**
 * A model of random weights that loads, reads and writes (noise) as Qwen3-Coder-Next does, 17 MB. The same bytes on every machine.
 *
 * @param folder where to put it
 * @param change dimensions that should differ, such as the count of layers or experts
 * @returns its path
 */
export function writeToyModel(folder: string, change: Partial<Qwen3NextDimensions> = {}): string {
  return writeFilledGguf(join(folder, 'toy-qwen3next.gguf'), toyParts(change), noise());
}

/** The same model in several files. @returns the path of the first, which is the one to load */
export function writeToyModelSet(folder: string, count: number): string {
  const fill = noise();
  const files = splitParts(toyParts({}), count).map((part, index) =>
    writeFilledGguf(join(folder, splitName('toy-qwen3next', index, count)), part, fill),
  );
  return files[0] ?? '';
}

/** A toy file as `openModel` gives it, without a database. */
export async function toyServedModel(file: string): Promise<ServedModel> {
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
  return { id: 'toy', file, sizeBytes: statSync(file).size, sha256, ...modelFacts(file, await readGguf(file)) };
}

function toyParts(change: Partial<Qwen3NextDimensions>): GgufParts {
  const size = { ...toyDimensions, ...change };
  return qwen3nextParts(size, toyTypes, vocabulary(size.vocabulary));
}

/** Weights about zero with norms of one, so that noise passes through all layers without growing. */
function noise(): (tensor: TensorPart, sizeBytes: number) => Buffer {
  let state = 7;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  };
  return ({ name, type }, sizeBytes) => {
    const bytes = Buffer.alloc(sizeBytes);
    if (type === 'Q8_0') {
      // Blocks of a 16-bit scale and 32 signed bytes; 0x118c is 0.00068: the deviation is 0.05.
      for (let at = 0; at < sizeBytes; at += 34) {
        bytes.writeUInt16LE(0x118c, at);
        for (let byte = at + 2; byte < at + 34; byte++) bytes[byte] = next() & 0xff;
      }
      return bytes;
    }
    const constant = name.includes('norm') ? 1 : name.endsWith('ssm_a') ? -1 : null;
    for (let at = 0; at < sizeBytes; at += 4) bytes.writeFloatLE(constant ?? (next() / 2 ** 31) * 0.08, at);
    return bytes;
  };
}

/** A vocabulary as byte-pair encoders have it: 256 bytes, pairs of them that merge, and the marks of a chat. */
function vocabulary(size: number): Record<string, GgufWritten> {
  const marks = ['<|endoftext|>', '<|im_start|>', '<|im_end|>'];
  const bytes = byteCharacters();
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  const pairs = ['Ġ', ...letters].flatMap((first) => letters.map((second) => [first, second] as const));
  const triples = pairs.flatMap(([first, second]) => letters.map((third) => [first + second, third] as const));
  const merges = [...pairs, ...triples].slice(0, size - bytes.length - marks.length);
  const tokens = [...bytes, ...merges.map(([first, second]) => first + second), ...marks];
  const end = tokens.length - marks.length;
  return {
    'tokenizer.ggml.model': 'gpt2',
    'tokenizer.ggml.pre': 'qwen2',
    'tokenizer.ggml.tokens': tokens,
    'tokenizer.ggml.token_type': tokens.map((_, id) => (id < end ? 1 : 3)),
    'tokenizer.ggml.merges': merges.map((pair) => pair.join(' ')),
    'tokenizer.ggml.eos_token_id': end + 2,
    'tokenizer.ggml.padding_token_id': end,
    'tokenizer.ggml.bos_token_id': end,
    'tokenizer.ggml.add_bos_token': false,
    'tokenizer.chat_template': CHAT_TEMPLATE,
  };
}

/** The printable character that GPT-2's encoding gives to each byte. */
function byteCharacters(): string[] {
  const isPrintable = (byte: number) => (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
  let beyond = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(isPrintable(byte) ? byte : beyond++));
}
