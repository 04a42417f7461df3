import { execFileSync } from 'node:child_process';

/** Asked by people who know what they look for. */
const written = [
  'Where is the KV cache quantisation type parsed from the command line?',
  'How does the server decide which slot answers a request?',
  'Where are the tensors of a GGUF file read?',
  'Which function applies the chat template to messages?',
  'How is a GBNF grammar parsed?',
  'Where is the top-k sampler implemented?',
  'What happens when the context is full while generating?',
  'How are the layers split over several graphics cards?',
  'Where is the RoPE scaling of a model read from its metadata?',
  'How does speculative decoding accept draft tokens?',
  'Where are embeddings pooled?',
  'Which function quantises a row to Q4_0?',
] as const;

/** What a name is, and the question about it. */
const asked = {
  function: (name: string) => `What does the function ${name} do?`,
  option: (name: string) => `What does the option ${name} do?`,
} as const;

const patterns = {
  function: String.raw`^[A-Za-z_][A-Za-z0-9_:<> *&]*[ *&]([a-z_][a-z0-9_]{7,})\([^;]*\{$`,
  option: String.raw`\{ *("-[^"]*", *)*"(--[a-z][a-z-]{4,})"`,
} as const;

const places = { function: ['src/*.cpp', 'common/*.cpp', 'ggml/src/*.c', 'tools/server/*.cpp'], option: ['common/arg.cpp'] } as const;

/**
 * Questions about llama.cpp: half of them written by people, half made of names that a seed takes from the tree, so that nobody
 * chose what is easy.
 *
 * @param repository a git repository that holds the tree
 */
export function citationQuestions(repository: string, revision: string, seed: number, count: number): string[] {
  const random = seeded(seed);
  const drawn = Math.ceil(count / 2);
  const functions = draw(namesOf(repository, revision, 'function'), Math.ceil(drawn / 2), random).map(asked.function);
  const options = draw(namesOf(repository, revision, 'option'), drawn - functions.length, random).map(asked.option);
  return [...written.slice(0, count - drawn), ...functions, ...options];
}

function namesOf(repository: string, revision: string, kind: keyof typeof patterns): string[] {
  const args = ['-C', repository, 'grep', '--no-color', '-hE', patterns[kind], revision, '--', ...places[kind]];
  const lines = execFileSync('git', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }).split('\n');
  const names = lines.flatMap((line) => new RegExp(patterns[kind]).exec(line)?.at(-1) ?? []);
  return [...new Set(names)].sort();
}

function draw<T>(from: readonly T[], count: number, random: () => number): T[] {
  const left = [...from];
  return Array.from({ length: Math.min(count, left.length) }, () => left.splice(Math.floor(random() * left.length), 1)).flat();
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
