import { describe, expect, it } from 'vitest';
import { addUser, authorize, loadActorById, suspendUser } from '#server/identity/index.ts';
import { db, limits, type Person } from '#server/platform/index.ts';
import { console_, parserLines, questionBox } from '#test/support/question-box.ts';
import { scriptedEngine } from '#test/support/scripted-engine.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { waitFor } from '#test/support/wait-for.ts';
import { chatRouter } from './chat-router.ts';
import { contextOf } from './context.ts';
import { queueRouter } from './queue-router.ts';
import { createCallerFactory, router } from './trpc.ts';

const callerOf = createCallerFactory(router({ chat: chatRouter, queue: queueRouter }));
const stranger = { kind: 'stranger', address: '127.0.0.1' } as const;
const failing = (code: string) => ({ cause: { code } });

async function openBox(options: { repositories?: string[]; answer?: (prompt: string) => string; slots?: number } = {}) {
  const folder = await tempFolder();
  const { answer = () => 'Yes.', slots = 2 } = options;
  const scripted = await scriptedEngine({ runtimeDir: folder.path, answer, slots });
  const box = await questionBox(scripted.engine, { repositories: options.repositories ?? [] });
  return {
    scripted,
    box,
    asConsole: callerOf(contextOf(console_)),
    async [Symbol.asyncDispose]() {
      await box[Symbol.asyncDispose]();
      await scripted.engine.stop();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function addPerson(name: string): Promise<Person> {
  const { user } = await addUser(console_, authorize(console_, 'administer', { kind: 'appliance', id: 'box' }), { name, role: 'member' });
  const person = await loadActorById(user.id);
  if (!person) throw new Error('the person cannot act');
  return person;
}

type Watched = AsyncIterable<[string, { type: string }, unknown]>;

async function typesOf(watched: unknown): Promise<string[]> {
  const types: string[] = [];
  for await (const [, event] of watched as Watched) types.push(event.type);
  return types;
}

describe('conversations', () => {
  it('are asked, watched to their end, listed, renamed, removed and restored', async () => {
    await using opened = await openBox({ repositories: ['ledger'], answer: () => '`parse_cache_type` does [1].' });
    const { chat } = opened.asConsole;
    const asked = await chat.ask({ text: 'Where is the cache type parsed?', repositories: ['ledger'], mode: 'ask' });
    const types = await typesOf(await chat.watch({ jobId: asked.jobId }));
    expect([types.filter((type) => type === 'finished'), types.at(-1)]).toEqual([['finished'], 'finished']);
    const [entry] = await chat.list();
    expect(entry).toMatchObject({ id: asked.conversationId, title: 'Cache type parsed', busy: false });
    const conversation = await chat.get({ conversationId: asked.conversationId });
    expect(conversation.messages.map(({ author, text }) => [author, text])).toEqual([
      ['person', 'Where is the cache type parsed?'],
      ['assistant', '`parse_cache_type` does [1].'],
    ]);
    expect(conversation.scope).toEqual([expect.objectContaining({ repository: 'ledger' })]);
    expect(conversation.messages[1]?.answer?.citations).toMatchObject([{ passage: 1, verified: true, start: 24, end: 27 }]);
    await chat.rename({ conversationId: asked.conversationId, title: '  A new   name ' });
    await chat.remove({ conversationId: asked.conversationId });
    expect(await chat.list()).toEqual([]);
    await expect(chat.get({ conversationId: asked.conversationId })).rejects.toMatchObject(failing('conversation.notFound'));
    await chat.restore({ conversationId: asked.conversationId });
    expect(await chat.list()).toMatchObject([{ title: 'A new name' }]);
  });

  it('show the lines of an answer’s passages to who owns it, and to nobody else', async () => {
    await using opened = await openBox({ repositories: ['ledger'], answer: () => '`parse_cache_type` does [1].' });
    const { chat } = opened.asConsole;
    const asked = await chat.ask({ text: 'Where is the cache type parsed?', repositories: ['ledger'], mode: 'ask' });
    const { passages } = await opened.box.answered(asked);
    const parser = passages.find(({ path }) => path === 'src/parser.cpp');
    const shown = await chat.passageLines({ answerId: asked.answerId, number: parser?.number ?? 0 });
    const { startLine = 0, endLine = 0 } = parser ?? {};
    expect(shown).toEqual({ startLine, lines: parserLines.slice(startLine - 1, endLine), isWhole: true });
    const unknown = { answerId: asked.answerId, number: passages.length + 1 };
    await expect(chat.passageLines(unknown)).rejects.toMatchObject(failing('passage.notFound'));
    const other = callerOf(contextOf(await addPerson('Mallory'))).chat;
    await expect(other.passageLines({ answerId: asked.answerId, number: 1 })).rejects.toMatchObject(failing('answer.notFound'));
  });

  it('that are somebody else’s look like ones that do not exist, and the attempt is recorded', async () => {
    await using opened = await openBox();
    const asked = await opened.asConsole.chat.ask({ text: 'Mine?', mode: 'chat' });
    await opened.box.answered(asked);
    const { chat } = callerOf(contextOf(await addPerson('Mallory')));
    const unknown = { conversationId: crypto.randomUUID() };
    const foreign = { conversationId: asked.conversationId };
    for (const input of [foreign, unknown]) {
      await expect(chat.get(input)).rejects.toMatchObject(failing('conversation.notFound'));
      await expect(chat.rename({ ...input, title: 'x' })).rejects.toMatchObject(failing('conversation.notFound'));
      await expect(chat.remove(input)).rejects.toMatchObject(failing('conversation.notFound'));
      await expect(chat.ask({ ...input, text: 'And?', mode: 'chat' })).rejects.toMatchObject(failing('conversation.notFound'));
    }
    await expect(chat.stop({ answerId: asked.answerId })).rejects.toMatchObject(failing('answer.notFound'));
    await expect(chat.regenerate({ answerId: asked.answerId })).rejects.toMatchObject(failing('answer.notFound'));
    await expect(typesOf(await chat.watch({ jobId: asked.jobId }))).rejects.toMatchObject({ code: 'job.notFound' });
    expect(await chat.list()).toEqual([]);
    expect(await db().auditRecord.count({ where: { action: 'access.refused', subjectId: asked.conversationId } })).toBe(4);
  });

  it('refuse what is no question, in words, and keep nothing of it', async () => {
    await using opened = await openBox({ repositories: ['ledger'] });
    const { chat } = opened.asConsole;
    const tooLong = 'x'.repeat(limits.questionBytes + 1);
    await expect(chat.ask({ text: ' \n ', mode: 'chat' })).rejects.toMatchObject(failing('question.empty'));
    await expect(chat.ask({ text: tooLong, mode: 'chat' })).rejects.toMatchObject(failing('question.tooLong'));
    await expect(chat.ask({ text: 'x'.repeat(1024 * 1024), mode: 'chat' })).rejects.toMatchObject(failing('question.tooLong'));
    await expect(chat.ask({ text: 'Why?', mode: 'ask' })).rejects.toMatchObject(failing('request.invalid'));
    await expect(chat.ask({ text: 'Why?', mode: 'ask', repositories: ['nowhere'] })).rejects.toMatchObject(failing('repository.notFound'));
    await expect(callerOf(contextOf(stranger)).chat.list()).rejects.toMatchObject(failing('session.required'));
    expect([await db().conversation.count(), await db().job.count()]).toEqual([0, 0]);
    const atTheLimit = await chat.ask({ text: 'x'.repeat(limits.questionBytes), mode: 'chat' });
    expect((await opened.box.answered(atTheLimit)).error).toMatchObject({ code: 'context.overflow' });
  });

  it('take one question after the other', async () => {
    await using opened = await openBox();
    opened.scripted.hold();
    const { chat, queue } = opened.asConsole;
    const asked = await chat.ask({ text: 'First?', mode: 'chat' });
    const next = { conversationId: asked.conversationId, text: 'Second?', mode: 'chat' } as const;
    await expect(chat.ask(next)).rejects.toMatchObject(failing('answer.busy'));
    await expect(chat.regenerate({ answerId: asked.answerId })).rejects.toMatchObject(failing('answer.busy'));
    expect([await chat.list(), await queue.view()]).toMatchObject([[{ busy: true }], { slots: 2, busy: 1, mine: [{ kind: 'answer' }] }]);
    opened.scripted.release();
    await opened.box.answered(asked);
    await opened.box.answered(await chat.ask(next));
  });

  it('take one of several clicks at once', async () => {
    await using opened = await openBox();
    const { chat } = opened.asConsole;
    const first = await chat.ask({ text: 'First?', mode: 'chat' });
    await opened.box.answered(first);
    opened.scripted.hold();
    const { conversationId, answerId } = first;
    const asks = await Promise.allSettled([1, 2, 3].map(() => chat.ask({ conversationId, text: 'Second?', mode: 'chat' })));
    const variants = await Promise.allSettled([1, 2, 3].map(() => chat.regenerate({ answerId })));
    for (const all of [asks, variants]) {
      expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const each of all) if (each.status === 'rejected') expect(each.reason).toMatchObject(failing('answer.busy'));
    }
    opened.scripted.release();
  });
});

describe('rights', () => {
  it('are looked at again when a job is admitted: a suspended person’s question ends in words', async () => {
    await using opened = await openBox({ slots: 1 });
    opened.scripted.hold();
    const first = await opened.asConsole.chat.ask({ text: 'Holds the slot.', mode: 'chat' });
    const mallory = await addPerson('Mallory');
    const asked = await opened.box.ask({ text: 'Waits.', actor: mallory });
    expect(asked.place).toBe(1);
    await suspendUser(console_, authorize(console_, 'administer', { kind: 'user', id: mallory.id }));
    const ended = await opened.box.answered(asked);
    expect(ended).toMatchObject({ state: 'failed', error: { code: 'job.notAllowed' } });
    opened.scripted.release();
    await opened.box.answered(first);
    const record = await db().auditRecord.findFirstOrThrow({ where: { action: 'answer.stored', subjectId: asked.answerId } });
    expect([record.outcome, record.actorKind]).toEqual(['failed', 'system']);
  });
});

describe('the queue', () => {
  it('is told whenever it changes, and tells nobody of other people’s jobs', async () => {
    await using opened = await openBox({ slots: 1 });
    opened.scripted.hold();
    const first = await opened.asConsole.chat.ask({ text: 'Holds the slot.', mode: 'chat' });
    const { queue } = callerOf(contextOf(await addPerson('Ada')));
    const views = (await queue.watch())[Symbol.asyncIterator]();
    expect((await views.next()).value).toMatchObject({ slots: 1, busy: 1, waiting: 0, mine: [], engine: { state: 'ready' } });
    const second = await opened.asConsole.chat.ask({ text: 'Waits.', mode: 'chat' });
    expect(second.place).toBe(1);
    await waitFor(async () => ((await views.next()).value as { waiting: number }).waiting === 1);
    opened.scripted.release();
    await opened.box.answered(first);
    await opened.box.answered(second);
    await waitFor(async () => ((await views.next()).value as { busy: number }).busy === 0);
    await views.return?.();
  });
});
