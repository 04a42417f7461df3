import { describe, expect, it } from 'vitest';
import { stopAnswer, viewAnswers } from '#server/answers/index.ts';
import { pageOfRecords } from '#server/audit/index.ts';
import { getConversation, ownConversation, regenerate } from '#server/chat/index.ts';
import { ComingEngine } from '#server/engine/index.ts';
import { authorize } from '#server/identity/index.ts';
import { AppError, db } from '#server/platform/index.ts';
import { console_, parserLines, questionBox } from './support/question-box.ts';
import { scriptedEngine } from './support/scripted-engine.ts';
import { starterEngine } from './support/starter-engine.ts';
import { tempFolder } from './support/temp-folder.ts';
import { waitFor } from './support/wait-for.ts';

const question = 'Where is the cache type parsed from the command line?';

async function scripted(
  answer: string | ((prompt: string) => string),
  options: { loading?: boolean; slots?: number; context?: number } = {},
) {
  const folder = await tempFolder();
  const engine = await scriptedEngine({ runtimeDir: folder.path, answer: typeof answer === 'string' ? () => answer : answer, ...options });
  return Object.assign(engine, {
    async [Symbol.asyncDispose]() {
      await engine.engine.stop();
      await folder[Symbol.asyncDispose]();
    },
  });
}

/** The engine of an appliance that found no model. */
function withoutModel(): ComingEngine {
  const engine = new ComingEngine();
  engine.refuse(new AppError('engine.noModel', { folder: 'models' }));
  return engine;
}

describe('a question of a repository', () => {
  it('is answered with passages first, then prose whose citations were read again from git', async () => {
    const said =
      'The name goes to `parse_cache_type` [1]. It says "unknown cache type" for any other [1]. `parse_the_moon` does the rest [1][7].';
    await using engine = await scripted(said);
    await using box = await questionBox(engine.engine, { repositories: ['ledger'] });
    const asked = await box.ask({ text: question });
    const answer = await box.answered(asked);
    expect(answer).toMatchObject({ state: 'done', finishReason: 'end', text: said, mode: 'ask', modelName: 'scripted' });
    expect(answer.passages[0]).toMatchObject({
      number: 1,
      repository: 'ledger',
      path: 'src/parser.cpp',
      revision: answer.scope[0]?.revision,
    });
    expect(answer.citations.map((c) => [c.ordinal, c.passage, c.verified, c.reason, c.detail])).toEqual([
      [1, 1, true, 'identifier', 'parse_cache_type'],
      [2, 1, true, 'quotation', 'unknown cache type'],
      [3, 1, false, 'identifierMissing', 'parse_the_moon'],
      [4, null, false, 'idUnknown', ''],
    ]);
    expect(answer.citations.map(({ start, end }) => said.slice(start, end))).toEqual(['[1]', '[1]', '[1]', '[7]']);
    const types = box.events(asked).map((event) => event.type);
    expect(types.indexOf('passages')).toBeLessThan(types.indexOf('started'));
    expect(answer.trail.map((step) => step.kind)).toEqual(['search', 'read']);
    expect(engine.asked[0]?.prompt).toContain(parserLines[3]);
  });

  it('shows its passages while the engine is still loading', async () => {
    await using engine = await scripted('Yes.', { loading: true });
    await using box = await questionBox(engine.engine, { repositories: ['ledger'] });
    const asked = await box.ask({ text: question });
    expect(asked.place).toBe(1);
    await waitFor(() => box.events(asked).some((event) => event.type === 'passages'));
    expect((await viewAnswers([asked.answerId])).get(asked.answerId)).toMatchObject({ state: 'waiting', passages: [{ number: 1 }] });
    engine.finishLoading();
    expect((await box.answered(asked)).text).toBe('Yes.');
  });

  it('waits in line while the file of the model is checked, and is then answered', async () => {
    await using engine = await scripted('Yes.');
    const coming = new ComingEngine();
    await using box = await questionBox(coming, { repositories: ['ledger'] });
    const asked = await box.ask({ text: question });
    coming.checking(0.41);
    expect(asked.place).toBe(1);
    await waitFor(() => box.events(asked).some((event) => event.type === 'passages'));
    coming.serve(engine.engine);
    expect((await box.answered(asked)).text).toBe('Yes.');
  });

  it('says plainly that nothing was found, where and by which words, and asks no model', async () => {
    await using engine = await scripted('I would guess.');
    await using box = await questionBox(engine.engine, { repositories: ['ledger'] });
    const answer = await box.answered(await box.ask({ text: 'zzyzxqwv' }));
    expect(answer.text).toBe(`Not found in ledger at ${answer.scope[0]?.revision.slice(0, 7)}. Searched “zzyzxqwv”.`);
    expect([answer.finishReason, answer.passages, answer.modelName, engine.asked]).toEqual(['end', [], null, []]);
  });

  it('is answered by evidence alone without a slot, and without an engine in plain words', async () => {
    await using box = await questionBox(withoutModel(), { repositories: ['ledger'] });
    const evidence = await box.answered(await box.ask({ text: question, mode: 'evidence' }));
    expect(evidence).toMatchObject({ state: 'done', finishReason: 'end', text: '', passages: [{ path: 'src/parser.cpp' }] });
    const prose = await box.answered(await box.ask({ text: question }));
    expect(prose).toMatchObject({ state: 'done', finishReason: 'noEngine', passages: [{ path: 'src/parser.cpp' }] });
    expect(prose.text).toMatch(/^No model is served on this box, so there is no prose\. \d+ passages? found in ledger at [0-9a-f]{7}\.$/);
  });

  it('is searched for with what it rests on, and says so; with words of its own it is searched for alone', async () => {
    await using engine = await scripted('In `parse_cache_type` [1].');
    await using box = await questionBox(engine.engine, { repositories: ['ledger'] });
    const first = await box.ask({ text: question, mode: 'evidence' });
    expect((await box.answered(first)).trail[0]).not.toHaveProperty('carried');
    const follow = async (text: string) => box.answered(await box.ask({ text, conversationId: first.conversationId }));
    const why = await follow('And why?');
    expect(why.trail[0]).toMatchObject({
      query: 'And why?',
      carried: expect.stringContaining(`${question} src/parser.cpp parse_cache_type`),
    });
    expect(why.passages[0]).toMatchObject({ path: 'src/parser.cpp' });
    // Two questions that say nothing by themselves still have the first one's subject.
    expect((await follow('Why?')).trail[0]).toMatchObject({ carried: expect.stringMatching(/^And why\? Where is the cache type/) });
    const alone = await follow('Where does `start_server` listen?');
    expect(alone.trail[0]).not.toHaveProperty('carried');
    expect(alone.passages.map(({ path }) => path)).toEqual(['src/server.cpp']);
  });

  it('may be asked of two repositories at once', async () => {
    await using engine = await scripted('Both [1][2].');
    await using box = await questionBox(engine.engine, { repositories: ['ledger', 'gateway'] });
    const answer = await box.answered(await box.ask({ text: question }));
    expect(new Set(answer.passages.map((passage) => passage.repository))).toEqual(new Set(['ledger', 'gateway']));
    expect(answer.scope.map((entry) => entry.repository)).toEqual(['ledger', 'gateway']);
  });
});

describe('the record of an answer', () => {
  it('names scope, passages, model, parameters, counts and digests, and holds none of the words', async () => {
    await using engine = await scripted('The name goes to `parse_cache_type` [1].');
    await using box = await questionBox(engine.engine, { repositories: ['ledger'] });
    const asked = await box.ask({ text: question });
    const answer = await box.answered(asked);
    const rows = await db().auditRecord.findMany({ where: { subjectId: asked.answerId }, orderBy: { index: 'asc' } });
    const records = rows.map(
      (row) => JSON.parse(Buffer.from(row.bytes).toString()) as { action: string; outcome: string; details: Record<string, unknown> },
    );
    expect(records.map((record) => [record.action, record.outcome])).toEqual([
      ['question.asked', 'done'],
      ['answer.stored', 'done'],
    ]);
    const [first, second] = records;
    expect(second?.details).toMatchObject({
      jobId: asked.jobId,
      mode: 'ask',
      finishReason: 'end',
      scope: answer.scope,
      modelDigest: '0'.repeat(64),
      modelName: 'scripted',
      parameters: { temperature: 0 },
      citations: 1,
      citationsVerified: 1,
      outputTokens: 40,
      questionDigest: first?.details.questionDigest,
    });
    expect(second?.details.passages).toContainEqual(
      expect.objectContaining({
        number: 1,
        path: 'src/parser.cpp',
        startLine: expect.any(Number),
        blobId: expect.stringMatching(/^[0-9a-f]{40}$/),
        inPrompt: true,
      }),
    );
    for (const row of rows) expect(Buffer.from(row.bytes).toString()).not.toMatch(/command line|parse_cache_type/);
  });

  it('tells passages that entered the prompt from those that did not fit, as does the answer', async () => {
    await using engine = await scripted('The name goes to `parse_cache_type` [1][2].', { context: 1_500 });
    await using box = await questionBox(engine.engine, { repositories: ['ledger', 'gateway'] });
    const asked = await box.ask({ text: question });
    const answer = await box.answered(asked);
    expect(answer.passages.map(({ path, inPrompt }) => [path, inPrompt])).toEqual([
      ['src/parser.cpp', true],
      ['src/parser.cpp', false],
    ]);
    expect(engine.asked[0]?.prompt).not.toContain('gateway/');
    // What the model was not given it cannot have read there.
    expect(answer.citations.map(({ passage, reason }) => [passage, reason])).toEqual([
      [1, 'identifier'],
      [null, 'idUnknown'],
    ]);
    expect(answer.citations.map(({ start }) => answer.text.slice(start, start + 3))).toEqual(['[1]', '[2]']);
    const stored = await db().auditRecord.findFirst({ where: { subjectId: asked.answerId, action: 'answer.stored' } });
    const { details } = JSON.parse(Buffer.from(stored?.bytes ?? []).toString()) as { details: { passages: { inPrompt: boolean }[] } };
    expect(details.passages.map(({ inPrompt }) => inPrompt)).toEqual([true, false]);
  });
});

it('answers with the real engine and the starter model, which names a source for its prose, whatever that is worth', async () => {
  await using folder = await tempFolder();
  await using starter = await starterEngine({ runtimeDir: folder.path });
  await using box = await questionBox(starter.engine, { repositories: ['ledger'] });
  const answer = await box.answered(await box.ask({ text: question }));
  expect(answer).toMatchObject({
    state: 'done',
    passages: [{ path: 'src/parser.cpp' }],
    trail: [{ kind: 'search' }, { kind: 'read' }, { kind: 'source' }],
  });
  expect([answer.text.length > 10, answer.counts.outputTokens > 3, answer.counts.promptTokens > 100]).toEqual([true, true, true]);
  // One passage was given, so the grammar leaves no other id.
  expect(answer.citations.map(({ passage, reason }) => [passage, reason !== ''])).toEqual([[1, true]]);
});

describe('stopping', () => {
  it('keeps what was written, in flight', async () => {
    await using engine = await scripted('One two three four five six seven.');
    engine.hold(8);
    await using box = await questionBox(engine.engine);
    const asked = await box.ask({ text: 'Count.' });
    await waitFor(() => box.events(asked).some((event) => event.type === 'tokens') && engine.written() === 8);
    await waitFor(async () => (await viewAnswers([asked.answerId])).get(asked.answerId)?.text === 'One two ');

    await stopAnswer(console_, authorize(console_, 'own', { kind: 'answer', id: asked.answerId, ownerId: 'console' }));
    const answer = await box.answered(asked);
    expect(answer).toMatchObject({ state: 'stopped', finishReason: 'stopped', text: 'One two ', counts: { outputTokens: 8 } });
    engine.release();
    expect(await box.answered(await box.ask({ text: 'Again.', conversationId: asked.conversationId }))).toMatchObject({ state: 'done' });
  });

  it('takes one out of the line, passages kept', async () => {
    await using engine = await scripted('Never said.', { loading: true });
    await using box = await questionBox(engine.engine, { repositories: ['ledger'] });
    const asked = await box.ask({ text: question });
    await waitFor(() => box.events(asked).some((event) => event.type === 'passages'));

    expect(await stopAnswer(console_, authorize(console_, 'own', { kind: 'answer', id: asked.answerId, ownerId: 'console' }))).toEqual({
      stopping: true,
    });
    expect(await box.answered(asked)).toMatchObject({ state: 'stopped', text: '', passages: [{ number: 1 }] });
    expect(engine.asked).toEqual([]);
  });
});

describe('an answer that cannot go well', () => {
  it('ends when it only repeats itself', async () => {
    // However its tokens were grouped on their way: at once, or with a pause in the middle of a word.
    for (const pauseAfter of [1_000_000, 87, 91]) {
      await using engine = await scripted(`Well, ${'and so on '.repeat(200)}`);
      await using box = await questionBox(engine.engine);
      engine.hold(pauseAfter);
      const asked = await box.ask({ text: 'Go on.' });
      const told = () => box.events(asked).reduce((sum, event) => sum + (event.type === 'tokens' ? event.ids.length : 0), 0);
      if (pauseAfter < 96) await waitFor(() => told() === pauseAfter);
      engine.release();
      expect(await box.answered(asked)).toMatchObject({ state: 'done', finishReason: 'loop', text: `Well, ${'and so on '.repeat(9)}` });
    }
  });

  it('says that the conversation no longer fits, and cuts nothing', async () => {
    await using engine = await scripted('Yes.', { context: 1_000 });
    await using box = await questionBox(engine.engine);
    const answer = await box.answered(await box.ask({ text: 'word '.repeat(300) }));
    expect(answer).toMatchObject({ state: 'failed', finishReason: 'failed', error: { code: 'context.overflow', params: { limit: 750 } } });
    const [record] = (await pageOfRecords({ actions: ['answer.stored'] }, null, 10)) as unknown as { outcome: string }[];
    expect(record?.outcome).toBe('failed');
  });
});

describe('a conversation', () => {
  it('carries its earlier turns into the prompt, in front of what is new', async () => {
    await using engine = await scripted((prompt) => `Answer ${prompt.split('<|im_start|>user').length - 1}.`);
    await using box = await questionBox(engine.engine);
    const first = await box.ask({ text: 'First?' });
    await box.answered(first);
    const second = await box.ask({ text: 'Second?', conversationId: first.conversationId });
    const answer = await box.answered(second);
    expect(answer.text).toBe('Answer 2.');
    // All of the first prompt and its answer is still in the slot.
    const { promptTokens, cachedTokens } = answer.counts;
    expect([cachedTokens > 200, promptTokens - cachedTokens < 50]).toEqual([true, true]);
    const [before, after] = engine.asked.map(({ prompt }) => prompt);
    expect(after?.startsWith(before ?? 'none')).toBe(true);
    expect(after).toContain('Answer 1.');
  });

  it('holds variants of an answer side by side', async () => {
    let runs = 0;
    await using engine = await scripted(() => `Run ${++runs}.`);
    await using box = await questionBox(engine.engine);
    const first = await box.ask({ text: 'Which run?' });
    await box.answered(first);
    const again = await regenerate(console_, authorize(console_, 'own', { kind: 'answer', id: first.answerId, ownerId: 'console' }));
    await box.answered(again);
    const conversation = await getConversation(await ownConversation(console_, first.conversationId));
    const answers = conversation.messages.filter((message) => message.author === 'assistant');
    expect(answers.map((message) => [message.parentId, message.text])).toEqual([
      [first.messageId, 'Run 1.'],
      [first.messageId, 'Run 2.'],
    ]);
  });
});
