import { join } from 'node:path';
import { expect, it } from 'vitest';
import { gitIn, makeRepository } from '#test/support/make-repository.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { waitFor } from '#test/support/wait-for.ts';
import { startReader } from './reader-process.ts';
import { writeIndex } from './write-index.ts';

const ada = { askedBy: 'ada' };
const grace = { askedBy: 'grace' };

async function openReader() {
  const temporary = await tempFolder();
  const source = makeRepository(join(temporary.path, 'source'));
  const commit = gitIn(source, ['rev-parse', 'main']);
  const indexFile = join(temporary.path, 'i.db');
  await writeIndex({ mirrorDir: join(source, '.git'), indexFile, commit, keepCommits: [] }, () => undefined);
  const reader = startReader();
  const part = { indexFile, commit, repository: 'i' };
  const question = { kind: 'words' as const, parts: [part], text: 'compute value', limit: 9 };
  return {
    reader,
    part,
    question,
    async [Symbol.asyncDispose]() {
      reader.stop();
      await temporary[Symbol.asyncDispose]();
    },
  };
}

it('kills a search at its limit, and answers what waited behind it with another process', async () => {
  await using room = await openReader();
  const { reader, question } = room;
  await reader.ask(question, 10_000, ada);
  const { pid } = reader;
  // A millisecond is over before a process has read the message.
  const late = reader.ask({ ...question, kind: 'regex', text: '(a|b|c)*z\\w+' }, 1, ada);
  const behind = reader.ask(question, 10_000, ada);
  await expect(late).rejects.toMatchObject({ code: 'search.tookTooLong', params: { limitMs: 1 } });
  expect(await behind).toHaveLength(9);
  expect(reader.pid).not.toBe(pid);
});

it('refuses a pattern and a revision that is not there, and goes on in the same process', async () => {
  await using room = await openReader();
  const { reader, question, part } = room;
  await expect(reader.ask({ ...question, kind: 'regex', text: '(' }, 10_000, ada)).rejects.toMatchObject({ code: 'search.patternInvalid' });
  const { pid } = reader;
  const elsewhere = { ...question, parts: [{ ...part, commit: '0'.repeat(40) }] };
  await expect(reader.ask(elsewhere, 10_000, ada)).rejects.toMatchObject({ code: 'search.revisionNotIndexed', params: { name: 'i' } });
  const nowhere = { ...question, parts: [{ ...part, indexFile: `${part.indexFile}.missing` }] };
  await expect(reader.ask(nowhere, 10_000, ada)).rejects.toMatchObject({ code: 'repository.notReady' });
  expect(await reader.ask(question, 10_000, ada)).toHaveLength(9);
  expect(reader.pid).toBe(pid);
});

it('drops what is no longer wanted', async () => {
  await using room = await openReader();
  const { reader, question } = room;
  const cancelled = new AbortController();
  const first = reader.ask(question, 10_000, ada);
  const second = reader.ask(question, 10_000, { ...ada, signal: cancelled.signal });
  cancelled.abort(new Error('gone'));
  await expect(second).rejects.toThrow('gone');
  expect(await first).toHaveLength(9);
  await waitFor(() => reader.load === 0, { what: 'an empty line' });
});

it('takes people in turn: many searches of one make another wait for one of them', async () => {
  await using room = await openReader();
  const { reader, question } = room;
  const order: string[] = [];
  const ask = (asking: typeof ada) =>
    reader.ask({ ...question, kind: 'regex', text: 'value_\\d+' }, 10_000, asking).then(() => order.push(asking.askedBy));
  await Promise.all([...Array.from({ length: 16 }, () => ask(ada)), ask(grace), ask(grace), ask({ askedBy: 'barbara' })]);
  // The first of Ada's runs before anybody else has asked.
  expect(order.slice(0, 5)).toEqual(['ada', 'grace', 'barbara', 'ada', 'grace']);
  expect(order).toHaveLength(19);
});
