import type { inferRouterOutputs } from '@trpc/server';
import { type Command, InvalidArgumentError } from 'commander';
import type { AppRouter } from '#server/api/index.ts';
import { limits } from '#server/platform/index.ts';
import { followed } from './followed.ts';
import { table } from './lines.ts';
import { addVerb, type Ending } from './verb.ts';
import { words } from './words.ts';

type Step = inferRouterOutputs<AppRouter>['tuning']['run'] extends AsyncIterable<infer S> ? S : never;
type Progress = Extract<Step, { state: 'running' }>['figure'];
type Profile = Extract<Step, { state: 'done' }>['result'];
type Candidate = Profile['evidence']['candidates'][number];

const BAR_WIDTH = 20;

/** `cloister tune`: measures how the model that serves runs best here. Ctrl-C ends it, and nothing is kept. */
export function addTune(program: Command, ending: Ending): void {
  addVerb(program, ending, 'tune', words('tune.about'), async (box, _none, { budget }: { budget: number }) => {
    box.say(words('tune.begins', { budgetMs: budget }));
    const profile = await followed<Step, Progress>(
      (on) => box.appliance.trpc.tuning.run.subscribe({ budgetMs: budget }, on),
      (progress) => box.progress(progressLine(progress)),
    );
    return { json: profile, lines: profileLines(profile) };
  })
    .allowExcessArguments(false)
    .option('--budget <time>', words('tune.budgetOption'), duration, limits.tuneBudgetMs);
}

function progressLine({ stage, share, round, left, trying, best }: Progress): string {
  const done = Math.round(share * BAR_WIDTH);
  const bar = `[${'#'.repeat(done)}${'-'.repeat(BAR_WIDTH - done)}] ${Math.floor(share * 100)} %`;
  const what = words(`tune.stages.${stage}`, { round, left, trying: changesOf(trying) });
  return `${bar}  ${what}${best === null ? '' : `, ${words('tune.best', { best: best.toFixed(2) })}`}`;
}

function profileLines({ settings, measured, plan, evidence }: Profile): string[] {
  const { candidates, winner, tookMs, rounds } = evidence;
  const won = candidates[winner];
  const speeds = (of: Profile['measured']) => ({
    alone: speed(of.generationTokensPerSecond),
    together: speed(of.allSlotsTokensPerSecond),
    reading: speed(of.promptTokensPerSecond),
  });
  return [
    ...table([
      (['setting', 'alone', 'together', 'reading', 'score', 'runs', 'stand'] as const).map((column) => words(`tune.columns.${column}`)),
      ...candidates.map((candidate, at) => row(candidate, at === winner)),
    ]),
    '',
    words('tune.done', { changes: changesOf(won?.changes ?? []), ...speeds(measured), slots: settings.sequences }),
    ...(winner === 0 ? [] : [words('tune.against', speeds(plan.measured))]),
    words('tune.took', { tookMs, rounds, candidates: candidates.length }),
  ];
}

function row({ changes, median, score, visits, fellInRound, failure, quality }: Candidate, isWinner: boolean): string[] {
  const figures = median ? [median.alone, median.together, median.reading].map(speed) : ['', '', ''];
  const fell = fellInRound === null ? words('tune.stands.stayed') : words('tune.stands.fell', { round: fellInRound });
  const stand =
    failure !== null
      ? words('tune.stands.failed', { reason: failure })
      : quality && !quality.passed
        ? words('tune.stands.worse', { checks: [...quality.failedChecks, ...quality.lost].join(', ') })
        : isWinner
          ? words('tune.stands.won')
          : fell;
  return [changesOf(changes), ...figures, score?.toFixed(3) ?? '', String(visits.length), stand];
}

/** "threads 2, ubatch 256"; the plan by its name. */
function changesOf(changes: Candidate['changes']): string {
  return changes.map(({ setting, tried }) => `${setting} ${tried}`).join(', ') || words('tune.asPlanned');
}

function speed(tokensPerSecond: number): string {
  return tokensPerSecond.toFixed(tokensPerSecond < 100 ? 1 : 0);
}

const unitMs: Readonly<Record<string, number>> = { s: 1_000, min: 60_000, m: 60_000, h: 3_600_000 };

/** "20min" in milliseconds. */
function duration(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/i.exec(text.trim()) ?? [];
  const ms = Math.round(Number(number) * (unitMs[unit.toLowerCase()] ?? Number.NaN));
  const { tuneBudgetMinMs: least, tuneBudgetMaxMs: most } = limits;
  if (!(ms >= least && ms <= most))
    throw new InvalidArgumentError(words('tune.budgetInvalid', { leastMs: least, mostHours: most / 3_600_000 }));
  return ms;
}
