import { type CheckName, checks } from '../check/check.ts';
import { closingLine, type Tally, tallyOfOne } from './tally.ts';
import { runVitest } from './vitest-run.ts';

type Step = { name: string; run(): Promise<Tally> };

const steps: Step[] = [
  ...(Object.keys(checks) as CheckName[]).map((name) => ({ name, run: () => runCheck(name) })),
  { name: 'unit and integration', run: () => runVitest([]) },
];

/** `npm test`: everything, each step with its time; ends with "N passed, N failed". */
export async function run(): Promise<number> {
  const tallies: Tally[] = [];
  for (const { name, run: runStep } of steps) {
    const startedAt = performance.now();
    const tally = await runStep();
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    process.stdout.write(`${tally.failed === 0 ? 'ok  ' : 'FAIL'} ${name}: ${closingLine([tally])}, ${seconds} s\n`);
    if (tally.failed > 0 && tally.output) process.stdout.write(`${tally.output.trimEnd()}\n`);
    tallies.push(tally);
  }
  process.stdout.write(`${closingLine(tallies)}\n`);
  return tallies.some(({ failed }) => failed > 0) ? 1 : 0;
}

async function runCheck(name: CheckName): Promise<Tally> {
  const { passed, output } = await checks[name]([]);
  return tallyOfOne(passed, output);
}
