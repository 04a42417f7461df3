import { createServer, request as requestTo } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { connectEngine, type EngineState } from '#server/engine/index.ts';
import { makeAuthority, makeServerCertificate } from '#server/main/certificate-authority.ts';
import { answerOf } from '#test/support/answer-of.ts';
import { remoteLlamaServer } from '#test/support/remote-llama-server.ts';
import { untilReady } from '#test/support/scripted-engine.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { waitFor } from '#test/support/wait-for.ts';

it('serves what stands at the address: template, special tokens and answers are those of the model', async () => {
  await using folder = await tempFolder();
  await using box = await remoteLlamaServer({ runtimeDir: folder.path, slots: 2, context: 512 });
  const properties = await box.engine.properties();
  expect(properties).toMatchObject({ driver: 'remote', slots: 2, contextPerSlot: 512, contextTrained: 8_192, vocabulary: 49_152 });
  expect(properties.chatTemplate).toContain('<|im_start|>');
  expect(properties.tokens).toMatchObject({ bos: 1, eos: 2, addBos: false, bosText: '<|im_start|>', eosText: '<|im_end|>' });
  expect(properties.specialTokens).toContainEqual({ id: 2, text: '<|im_end|>', kind: 'control' });
  const prompt = await box.engine.tokenize('1, 2, 3, 4, 5, 6, 7, 8,');
  expect((await answerOf(box.engine, prompt, { maxTokens: 16 })).text).toContain('9, 10');
});

it.each([
  ['a key that is not taken', { key: 'another' }, 'key'],
  ['a model that is not there', { model: 'other' }, '“starter”'],
])('says in words what is wrong with %s, and asks no more', async (_, change, words) => {
  await using folder = await tempFolder();
  await using box = await remoteLlamaServer({ runtimeDir: folder.path, slots: 1, context: 512 });
  await using elsewhere = await tempFolder();
  const engine = connectEngine({
    of: { url: box.url, key: box.key, model: 'starter', slots: 1, ...change },
    runtimeDir: elsewhere.path,
  });
  await waitFor(() => engine.state().state === 'failed');
  expect(engine.state()).toMatchObject({ reason: expect.stringContaining(words) });
  await engine.stop();
});

it('connects again when the cluster comes back, and the answer goes on from its stored tokens', async () => {
  await using folder = await tempFolder();
  await using box = await remoteLlamaServer({ runtimeDir: folder.path, slots: 1, context: 512 });
  const { engine } = box;
  const states: EngineState['state'][] = [];
  engine.subscribe(({ state }) => states.push(state));
  const prompt = await engine.tokenize('1, 2, 3, 4, 5, 6, 7, 8,');
  const whole = await answerOf(engine, prompt, { maxTokens: 60 });
  const shown: number[] = [];
  let killed: Promise<void> | null = null;
  const begun = answerOf(engine, prompt, {
    maxTokens: 60,
    onFrame: (_, so) => {
      shown.splice(0, shown.length, ...so.ids);
      if (so.ids.length > 5) killed ??= box.kill();
    },
  });
  await expect(begun).rejects.toMatchObject({ code: 'engine.unavailable' });
  await killed;
  await waitFor(() => states.includes('restarting'));
  await box.start();
  await waitFor(() => engine.state().state === 'ready');
  const rest = await answerOf(engine, [...prompt, ...shown], { maxTokens: 60 - shown.length });
  expect([...shown, ...rest.ids]).toEqual(whole.ids);
}, 120_000);

it('speaks TLS with a cluster that the site vouches for, and with no other', async () => {
  await using folder = await tempFolder();
  await using box = await remoteLlamaServer({ runtimeDir: folder.path, slots: 1, context: 512 });
  await using elsewhere = await tempFolder();
  const authority = await makeAuthority('cluster', new Date());
  const { certificate: cert, key } = await makeServerCertificate(authority, ['127.0.0.1'], new Date());
  const door = createSecureServer({ cert, key }, (request, response) => {
    const inner = requestTo(`${box.url}${request.url}`, { method: request.method ?? 'GET', headers: request.headers }, (reply) => {
      response.writeHead(reply.statusCode ?? 500, reply.headers);
      reply.pipe(response);
    });
    request.pipe(inner);
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const of = { url: `https://127.0.0.1:${(door.address() as AddressInfo).port}`, key: box.key, model: 'starter', slots: 1 };
  const trusted = connectEngine({ of: { ...of, ca: authority.certificate }, runtimeDir: elsewhere.path });
  await untilReady(trusted);
  expect(await trusted.tokenize('a')).toEqual(await box.engine.tokenize('a'));
  await trusted.stop();
  const refused: string[] = [];
  door.on('tlsClientError', (error) => refused.push(String(error)));
  const doubting = connectEngine({ of, runtimeDir: elsewhere.path });
  await waitFor(() => refused.length > 0);
  expect(doubting.state().state).not.toBe('ready');
  await doubting.stop();
  door.close();
});

it('follows no redirection: an address that nobody configured is never spoken to', async () => {
  await using folder = await tempFolder();
  const asked: string[] = [];
  const other = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end('{}');
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  const cluster = createServer((request, response) => response.writeHead(307, { location: elsewhere + request.url }).end());
  await new Promise<void>((resolve) => cluster.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(cluster.address() as AddressInfo).port}`;
  const engine = connectEngine({ of: { url, model: 'starter', slots: 1 }, runtimeDir: folder.path });
  await waitFor(() => engine.state().state === 'failed');
  expect(engine.state()).toMatchObject({ reason: expect.stringContaining('307') });
  expect(asked).toEqual([]);
  await engine.stop();
  other.close();
  cluster.close();
});
