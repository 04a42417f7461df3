import { monitorEventLoopDelay } from 'node:perf_hooks';
import {
  type AuditFilter,
  countRecords,
  facets,
  histogram,
  openAuditReader,
  pageOfRecords,
  record,
  recordWithProof,
  signNow,
  verifyInReader,
} from '#server/audit/index.ts';
import type { Person } from '#server/platform/index.ts';
import { auditInReader } from '#server/retrieval/index.ts';
import { fillAuditLog } from './audit-log.ts';
import { machineText, openRooms } from './rooms.ts';
import { type Measure, measure, type Suite, spreadOf, timedMs } from './suite.ts';

/** Acts at once in the measure of appending: a full group commit. */
const CALLERS = 16;

type AuditFiles = Parameters<typeof verifyInReader>[0];

/**
 * How the audit log stands up to a long life: acts a second, what an auditor's page waits for, a proof, a verification, and how
 * long the appliance's one thread was ever busy meanwhile. The log is filled beside `act`, which would take an hour.
 */
export const suite: Suite = {
  about: 'a long audit log as the audit page reads it; --set records=N',
  async run({ repetitions = 5, settings, say }) {
    const records = Number(settings.get('records') ?? 200_000);
    await using resources = new AsyncDisposableStack();
    const { folder, auditFiles } = await openRooms(resources, {
      beforeCheckpoints: async ({ appDatabase }) => {
        const filledMs = await timedMs(async () => fillAuditLog(appDatabase, records));
        say(`${records} records written in ${Math.round(filledMs / 1_000)} s`);
      },
    });
    openAuditReader((question) => auditInReader(folder.appDatabase, question));
    return { machine: machineText(), measures: await allMeasures(records, repetitions, auditFiles) };
  },
};

async function allMeasures(records: number, repetitions: number, files: AuditFiles): Promise<Measure[]> {
  const atMost = worstOf(repetitions);
  signNow();
  await countRecords({});
  const newest = (await pageOfRecords({}, null, 1))[0];
  const until = new Date(newest?.at ?? 0);
  const from = new Date(until.getTime() - 90 * 24 * 60 * 60_000);
  const refusals: AuditFilter = { outcomes: ['refused'], actorIds: ['person-7'] };
  const blocks = monitorEventLoopDelay({ resolution: 1 });
  blocks.enable();
  const measures = [
    await atMost('open a view and its first 100 records', 1_000, async () => {
      await countRecords({});
      await pageOfRecords({}, null, 100);
    }),
    await atMost('the same under a person and an outcome', 1_000, async () => {
      await countRecords(refusals);
      await pageOfRecords(refusals, null, 100);
    }),
    await atMost('the same for a word that is nowhere', 2_000, async () => {
      await countRecords({ text: 'zzyzx' });
      await pageOfRecords({ text: 'zzyzx' }, null, 100);
    }),
    await atMost('histogram, 180 columns', 1_000, () => histogram({}, from, until, 180)),
    await atMost('facets, everything', 1_000, () => facets({})),
    await atMost('facets under a person and an outcome', 1_000, () => facets(refusals)),
    await atMost('a record with its proof', 100, () => recordWithProof(Math.floor(Math.random() * records))),
    await verification(files),
  ];
  blocks.disable();
  const name = 'longest block of the thread while reading';
  measures.push(measure({ name, unit: 'ms', ours: blocks.max / 1e6, goal: { of: 'ours', atMost: 50 } }));
  measures.push(await appending(repetitions));
  return measures;
}

async function verification(files: AuditFiles): Promise<Measure> {
  const startedMs = performance.now();
  const result = await verifyInReader(files);
  if (!result.ok) throw new Error(`the log does not hold: ${JSON.stringify(result.firstBad)}`);
  const perSecond = (result.records * 1_000) / (performance.now() - startedMs);
  return measure({ name: 'verification', unit: 'records/s', ours: perSecond, goal: { of: 'ours', atLeast: 10_000 } });
}

/** Acts a second with 16 callers, each waiting for its own commit: durable ones. */
async function appending(repetitions: number): Promise<Measure> {
  const actor: Person = { kind: 'person', id: 'person-7', name: 'Person 7', role: 'member', address: '127.0.0.1' };
  const rates: number[] = [];
  for (let run = 0; run < repetitions; run += 1) {
    const startedMs = performance.now();
    const until = startedMs + 2_000;
    let done = 0;
    const caller = async () => {
      for (; performance.now() < until; done += 1) await record(actor, 'console.command', { command: 'bench' });
    };
    await Promise.all(Array.from({ length: CALLERS }, caller));
    rates.push((done * 1_000) / (performance.now() - startedMs));
  }
  const name = `append, ${CALLERS} callers`;
  return measure({
    ...{ name, unit: 'acts/s', ours: Math.max(...rates), goal: { of: 'ours', atLeast: 500 } },
    ...{ repetitions, spread: spreadOf(rates) },
  });
}

/** The longest of some runs: what a person waits for at worst. */
function worstOf(repetitions: number) {
  return async (name: string, goalMs: number, run: () => Promise<unknown>): Promise<Measure> => {
    await run();
    const times: number[] = [];
    for (let i = 0; i < repetitions; i += 1) times.push(await timedMs(run));
    const goal = { of: 'ours', atMost: goalMs } as const;
    return measure({ name, unit: 'ms', ours: Math.max(...times), goal, repetitions, spread: spreadOf(times) });
  };
}
