import { writeFileSync } from 'node:fs';
import { type AnswerView, registerAnswers, viewAnswers } from '#server/answers/index.ts';
import { askQuestion, loadAsked } from '#server/chat/index.ts';
import { startEngine } from '#server/engine/index.ts';
import { makePlan, probeHardware, readModelMemory } from '#server/hardware/index.ts';
import { inspectModel } from '#server/models/index.ts';
import { startScheduling, stopScheduling, watchJob } from '#server/scheduling/index.ts';
import { fetchStarterModel } from '../up/fetch-starter-model.ts';
import { citationQuestions } from './citation-questions.ts';
import { git } from './retrieval/git-checkout.ts';
import { asker, type Imported, importAs, llamaBundle, machineText, openRooms, temporaryFolder } from './rooms.ts';
import { type Measure, measure, type Suite } from './suite.ts';

type Answered = { question: string; answer: AnswerView };

/**
 * How often the starter model's answers about llama.cpp cite their passages, and how many of those citations are verified: asked
 * through the rooms that answer for a person.
 */
export const suite: Suite = {
  about: 'citations in the starter model’s answers; --set questions=N, seed=N, answers=FILE to keep them',
  async run({ settings, say }) {
    const [count, seed, kept] = [Number(settings.get('questions') ?? 24), Number(settings.get('seed') ?? 1), settings.get('answers')];
    await using resources = new AsyncDisposableStack();
    const engine = await openAnswering(resources);
    const imported = await importAs('llama.cpp', llamaBundle);
    const clone = temporaryFolder(resources);
    git(clone, ['clone', '--quiet', '--mirror', llamaBundle, '.']);
    const answers: Answered[] = [];
    for (const question of citationQuestions(clone, imported.revision, seed, count)) {
      const answer = await answered(imported, question);
      answers.push({ question, answer });
      say(`${answer.citations.length} cited, ${answer.citations.filter((one) => one.verified).length} verified: ${question}`);
    }
    if (kept) writeFileSync(kept, JSON.stringify(answers, null, 2));
    return { machine: `${machineText()}, ${engine}`, measures: measuresOf(answers) };
  },
};

function measuresOf(of: readonly Answered[]): Measure[] {
  const citations = of.flatMap(({ answer }) => answer.citations);
  const answersWith = (is: (answer: AnswerView) => boolean) => of.filter(({ answer }) => is(answer)).length;
  const mean = (figure: (answer: AnswerView) => number) => of.reduce((sum, one) => sum + figure(one.answer), 0) / of.length;
  return [
    measure({ name: 'answers', unit: 'answers', ours: of.length }),
    measure({ name: 'with a citation', unit: 'answers', ours: answersWith((answer) => answer.citations.length > 0) }),
    measure({
      name: 'with a verified citation',
      unit: 'answers',
      ours: answersWith((answer) => answer.citations.some((one) => one.verified)),
    }),
    measure({ name: 'citations', unit: 'citations', ours: citations.length }),
    measure({ name: 'verified', unit: 'citations', ours: citations.filter((one) => one.verified).length }),
    measure({ name: 'of an id that was never given', unit: 'citations', ours: citations.filter((one) => one.passage === null).length }),
    measure({ name: 'length of an answer', unit: 'tokens', ours: mean((answer) => answer.counts.outputTokens) }),
    measure({
      name: 'from the question to the end',
      unit: 's',
      ours: mean(({ createdAtMs, finishedAtMs }) => ((finishedAtMs ?? createdAtMs) - createdAtMs) / 1_000),
    }),
  ];
}

/** The rooms that answer, as server/main.ts joins them, without doors. @returns how the engine is placed, in words */
async function openAnswering(resources: AsyncDisposableStack): Promise<string> {
  const { folder, runtimeDir } = await openRooms(resources);
  const model = await inspectModel(await fetchStarterModel({ folder: 'data/models' }));
  const plan = makePlan(await probeHardware(), await readModelMemory(model.file), { sequences: 1 });
  const engine = startEngine({ plan, model, runtimeDir });
  resources.defer(() => engine.stop());
  registerAnswers({ loadAsked, servedModel: () => model });
  await startScheduling({ engine, eventsFile: folder.eventsDatabase });
  resources.defer(stopScheduling);
  return `${plan.threads} thread(s), ${plan.context} tokens of context`;
}

async function answered({ repository }: Imported, text: string): Promise<AnswerView> {
  const { jobId, answerId } = await askQuestion(asker, { text, mode: 'ask', scope: [repository] });
  for await (const { event } of watchJob(jobId, null, new AbortController().signal)) if (event.type === 'finished') break;
  const answer = (await viewAnswers([answerId])).get(answerId);
  if (!answer?.finishedAtMs) throw new Error(`no answer to "${text}"`);
  return answer;
}
