import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Command, InvalidArgumentError } from 'commander';
import { AppError } from '#server/platform/index.ts';
import { table } from './lines.ts';
import { addVerb, type Ending } from './verb.ts';
import { wholeNumber } from './whole-number.ts';
import { words } from './words.ts';

// Not shipped to a box: a benchmark measures sources of its own, so the types are all that the console takes along.
type Suites = typeof import('../bench/suites.ts');
type Measure = import('../bench/suite.ts').Measure;

const SUITES = new URL('../bench/suites.ts', import.meta.url);

type Options = { repetitions?: number; repo: string[]; set: [string, string][] };

/** `cloister bench SUITE`: what it measures on this machine, beside its peers and its goals. */
export function addBench(program: Command, ending: Ending): void {
  addVerb(program, ending, 'bench <suite>', words('bench.about'), async ({ say }, [name]: [string], options: Options) => {
    if (!existsSync(fileURLToPath(SUITES))) throw new AppError('bench.checkoutOnly', {});
    const { suites } = (await import(SUITES.href)) as Suites;
    const load = Object.hasOwn(suites, name) ? suites[name] : undefined;
    if (!load) throw new AppError('bench.suiteUnknown', { suite: name, suites: Object.keys(suites).join(', ') });
    const { suite } = await load();
    say(`${name}: ${suite.about}`);
    const repositories = options.repo.map((path) => resolve(path));
    const found = await suite.run({ repetitions: options.repetitions, repositories, settings: new Map(options.set), say });
    const json = { suite: name, commit: commitHere(), command: commandOf(name, options), ...found };
    return { json, lines: table([heads(), ...found.measures.map(row)]) };
  })
    .option('--repetitions <n>', words('bench.repetitionsOption'), wholeNumber)
    .option('--repo <path>', words('bench.repoOption'), (path: string, known: string[]) => [...known, path], [])
    .option('--set <name=value>', words('bench.setOption'), setting, []);
}

function commandOf(name: string, { repetitions, repo, set }: Options): string {
  const given = [
    ...(repetitions ? [`--repetitions ${repetitions}`] : []),
    ...repo.map((path) => `--repo ${path}`),
    ...set.map(([key, value]) => `--set ${key}=${value}`),
  ];
  return ['cloister bench', name, ...given].join(' ');
}

function commitHere(): string {
  return execFileSync('git', ['describe', '--always', '--dirty', '--exclude=*'], { encoding: 'utf8' }).trim();
}

function heads(): string[] {
  return ['measure', 'ours', 'peer', 'ratio', 'goal', 'meets', 'spread', 'runs'].map((head) => words(`bench.${head as 'measure'}`));
}

function row({ name, unit, ours, peer, peerName, ratio, goal, meets, repetitions, spread }: Measure): string[] {
  const limit = goal && ('atLeast' in goal ? `>= ${goal.atLeast}` : `<= ${goal.atMost}`);
  return [
    name,
    `${ours} ${unit}`,
    peer === null ? '' : `${peer} ${peerName}`,
    ratio === null ? '' : String(ratio),
    goal && limit ? (goal.of === 'ratio' ? `${limit} x` : limit) : '',
    meets === null ? '' : words(meets ? 'bench.yes' : 'bench.no'),
    String(spread),
    String(repetitions),
  ];
}

function setting(text: string, known: [string, string][]): [string, string][] {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError(words('bench.setInvalid'));
  return [...known, [text.slice(0, at), text.slice(at + 1)]];
}
