import { basename, join } from 'node:path';
import { searchRepositories } from '#server/retrieval/index.ts';
import { peopleAsk } from './people-ask.ts';
import { checkOut, commitBlanked } from './retrieval/git-checkout.ts';
import { literalPeers } from './retrieval/peers.ts';
import type { Question } from './retrieval/question.ts';
import { questionsOf } from './retrieval/questions.ts';
import { type Imported, importAs, llamaBundle, machineText, openRooms, temporaryFolder } from './rooms.ts';
import { type Measure, measure, percentile, type Suite, spreadOf, timedMs } from './suite.ts';

/** The bench asks alone. */
const asking = { askedBy: 'bench' };

/** Passages asked for: distinct files of them are ranked. */
const PASSAGES = 100;
const LITERALS = ['kv_cache_type_from_str', 'ggml_backend_sched', 'LLAMA_ARG_', 'std::invalid_argument', 'hardware_concurrency'] as const;
const REGEXES = ['kv_cache_\\w+_str\\(', 'ggml_\\w+_init\\(', 'LLAMA_ARG_[A-Z_]+', 'throw std::\\w+\\('] as const;

export const suite: Suite = {
  about: 'import, search times and ranking, on llama.cpp and on whatever --repo names',
  async run({ repetitions = 5, repositories, settings, say }) {
    await using resources = new AsyncDisposableStack();
    const folder = temporaryFolder(resources);
    await openRooms(resources);
    const whole = await importAs('llama.cpp', llamaBundle);
    say(`llama.cpp imported in ${whole.seconds.toFixed(1)} s`);
    const measures = [
      measure({ name: 'import of llama.cpp, 3,619 files', unit: 's', ours: whole.seconds, goal: { of: 'ours', atMost: 300 } }),
      ...(await searchTimes(whole, repetitions)),
    ];
    for (const source of [llamaBundle, ...repositories]) {
      const name = source === llamaBundle ? 'llama.cpp' : basename(source.replace(/\/(?:repo|\.git)?\/*$/, ''));
      measures.push(...(await rankingOf(name, source, { folder, settings, say })));
    }
    return { machine: machineText(), measures };
  },
};

async function searchTimes(imported: Imported, repetitions: number): Promise<Measure[]> {
  const times = async (kind: 'words' | 'literal' | 'regex', texts: readonly string[]) => {
    const all: number[] = [];
    for (let run = 0; run < repetitions; run++) {
      for (const text of texts) all.push(await timedMs(() => searchRepositories([imported], { text, kind, limit: 20 }, asking)));
    }
    return all;
  };
  const of = (name: string, ms: readonly number[], share: number, atMost: number) =>
    measure({ name, unit: 'ms', ours: percentile(ms, share), goal: { of: 'ours', atMost }, repetitions: ms.length, spread: spreadOf(ms) });
  const words = await times('words', peopleAsk);
  const literal = await times('literal', LITERALS);
  const regex = await times('regex', REGEXES);
  const peers = await literalPeers(LITERALS, repetitions);
  return [
    of('words, median', words, 0.5, 300),
    of('words, p95', words, 0.95, 300),
    ...peers.map((peer) =>
      measure({
        ...{ name: `literal, median, beside ${peer.peerName}`, unit: 'ms', ours: percentile(literal), ...peer },
        ...{ repetitions: literal.length, spread: spreadOf(literal) },
      }),
    ),
    of('literal, p95', literal, 0.95, 1_000),
    of('regular expression, median', regex, 0.5, 1_000),
    of('regular expression, p95', regex, 0.95, 2_000),
  ];
}

type Ranking = { folder: string; settings: ReadonlyMap<string, string>; say(text: string): void };

/** How often the file that answers stands first, and among the first five; each half by itself. */
async function rankingOf(name: string, source: string, { folder, settings, say }: Ranking): Promise<Measure[]> {
  const checkout = checkOut(source, join(folder, `checkout-${name}`));
  const { questions, blanked } = questionsOf(checkout, Number(settings.get('seed') ?? 1), Number(settings.get('questions') ?? 200));
  commitBlanked(checkout, blanked);
  const imported = await importAs(`asked-${name}`, checkout.folder);
  const ranked: { question: Question; files: string[] }[] = [];
  for (const question of questions) {
    const { results } = await searchRepositories([imported], { text: question.text, kind: 'words', limit: PASSAGES }, asking);
    ranked.push({ question, files: [...new Set(results.map(({ path }) => path))] });
  }
  say(`${name}: ${questions.length} questions ranked`);
  const groups = Map.groupBy(ranked, ({ question }) => `${question.kind}, ${question.half === 'heldOut' ? 'held out' : 'tuned on'}`);
  return [...groups].flatMap(([group, of]) => {
    const mean = (figure: (one: (typeof of)[number]) => number) => of.reduce((sum, one) => sum + figure(one), 0) / of.length;
    const recall = (first: number) => mean(({ question: { expected }, files }) => share(expected, files.slice(0, first)));
    const row = (what: string, ours: number) => measure({ name: `${name}, ${group}, ${what}`, unit: 'of 1', ours, repetitions: of.length });
    return [
      row('R@1', recall(1)),
      row('R@5', recall(5)),
      row(
        'MRR',
        mean(({ question, files }) => reciprocal(question.expected, files)),
      ),
    ];
  });
}

function share(expected: readonly string[], files: readonly string[]): number {
  return expected.filter((path) => files.includes(path)).length / expected.length;
}

function reciprocal(expected: readonly string[], files: readonly string[]): number {
  const at = files.findIndex((path) => expected.includes(path));
  return at < 0 ? 0 : 1 / (at + 1);
}
