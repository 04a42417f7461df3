import { execFileSync } from 'node:child_process';
import { peopleAsk } from './people-ask.ts';
import { draw, seeded } from './suite.ts';

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
  return [...peopleAsk.slice(0, count - drawn), ...functions, ...options];
}

function namesOf(repository: string, revision: string, kind: keyof typeof patterns): string[] {
  const args = ['-C', repository, 'grep', '--no-color', '-hE', patterns[kind], revision, '--', ...places[kind]];
  const lines = execFileSync('git', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }).split('\n');
  const names = lines.flatMap((line) => new RegExp(patterns[kind]).exec(line)?.at(-1) ?? []);
  return [...new Set(names)].sort();
}
