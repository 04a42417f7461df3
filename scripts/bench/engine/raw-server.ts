import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { launchOf } from '#server/engine/index.ts';
import type { Talker } from './talker.ts';

export type RawServer = AsyncDisposable & { talker: Talker; command: string };

/**
 * A llama-server with nothing of ours around it, started here.
 *
 * @param args its command line without where it listens
 */
export async function rawServer(args: readonly string[]): Promise<RawServer> {
  const folder = mkdtempSync(join(tmpdir(), 'raw-'));
  const socket = join(folder, 'raw.sock');
  const { file, cwd, env } = launchOf('llama-server', 'cpu');
  const all = [...args, '--host', socket, '--slot-save-path', `${folder}/`];
  const child = spawn(file, all, { cwd, env, stdio: 'ignore' });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  while ((await status(socket)) !== 200) {
    if (child.exitCode !== null) throw new Error(`llama-server ended: ${all.join(' ')}`);
    await pause(50);
  }
  const command = ['llama-server', ...all].join(' ').replaceAll(folder, 'FOLDER');
  return {
    talker: talkerAt(socket),
    command,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function talkerAt(socket: string): Talker {
  const call = async (path: string, body: unknown) => JSON.parse(await text(await post(socket, path, body)));
  return {
    tokenize: async (content) => (await call('/tokenize', { content, add_special: false, parse_special: false })).tokens,
    erase: (slot) => call(`/slots/${slot}?action=erase`, {}),
    async answer({ tokens, maxTokens, slot }, onTokens, signal) {
      const body = { prompt: tokens, n_predict: maxTokens, id_slot: slot, temperature: 0, stream: true, response_fields: ['stop_type'] };
      const response = await post(socket, '/completion', body, signal);
      response.setEncoding('utf8');
      let rest = '';
      for await (const chunk of response) {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        const events = lines.filter((line) => line.startsWith('data: ')).map((line) => JSON.parse(line.slice(6)));
        const count = events.filter((event) => event.stop === false).length;
        if (count > 0) onTokens(count);
      }
    },
  };
}

async function status(socketPath: string): Promise<number> {
  return new Promise((resolve) => {
    request({ socketPath, path: '/health', agent: false }, (response) => resolve(response.resume().statusCode ?? 0))
      .on('error', () => resolve(0))
      .end();
  });
}

function post(socketPath: string, path: string, body: unknown, signal?: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    request({ socketPath, path, method: 'POST', agent: false, headers, ...(signal && { signal }) }, resolve)
      .on('error', reject)
      .end(JSON.stringify(body));
  });
}

async function text(response: IncomingMessage): Promise<string> {
  let all = '';
  for await (const chunk of response.setEncoding('utf8')) all += chunk;
  return all;
}
