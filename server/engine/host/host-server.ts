import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { FrameWriter } from '../frame-writer.ts';
import {
  type EngineProperties,
  embedBody,
  eraseBody,
  type GenerateBody,
  generateBody,
  protocolLimits,
  type Refusal,
  refusalStatus,
  type StateLine,
  scoreBody,
  tokenizeBody,
  type WireFrame,
} from '../protocol.ts';
import { Refused } from '../refused.ts';
import { SlotTurns } from '../slot-turns.ts';

/** What is served: a model of whatever kind, in slots. */
export type Served = {
  properties: EngineProperties;
  tokenize(text: string, special: boolean): number[];
  slots: readonly ServedSlot[];
  /** @throws Refused where it cannot */
  embed(tokens: readonly number[]): Promise<readonly number[]>;
};

export type ServedSlot = {
  /** @throws Refused before the first frame; closing the request aborts `signal` */
  generate(body: GenerateBody, signal: AbortSignal, frames: FrameWriter): Promise<void>;
  erase(): Promise<void>;
  /** @throws Refused where it cannot, or the text does not fit */
  score(tokens: readonly number[]): Promise<number[]>;
};

type InTurns = Served & { turns: SlotTurns<ServedSlot> };

export type HostServer = {
  /** Tells everybody who watches what the engine is doing. */
  say(line: StateLine): void;
  /** From now on requests are answered. */
  serve(served: Served): void;
  /** Ends it as a killed process would: every connection breaks. */
  close(): void;
};

/** Opens the protocol on a unix socket, before the model is there: loading is a state that can be asked for. */
export async function openHostServer(socket: string): Promise<HostServer> {
  const watchers = new Set<ServerResponse>();
  let state: StateLine = { state: 'loading', progress: 0 };
  let served: InTurns | null = null;

  const say = (line: StateLine) => {
    const text = `${JSON.stringify(line)}\n`;
    if (line.state === 'loading' && state.state === 'loading' && line.progress - state.progress < 0.01 && line.progress < 1) return;
    state = line;
    for (const watcher of watchers) watcher.write(text);
  };

  const server = createServer((request, response) => {
    if (request.url === '/state') {
      watchers.add(response);
      response.on('close', () => watchers.delete(response));
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      response.write(`${JSON.stringify(state)}\n`);
      return;
    }
    const handling = served
      ? answer(served, request, response)
      : Promise.reject(new Refused({ code: 'loading', progress: state.state === 'loading' ? state.progress : 1 }));
    handling.catch((error: unknown) => refuse(response, error));
  });
  // The prompt of a long answer may be read for minutes before its first frame.
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(socket, resolve));
  return {
    say,
    serve(now) {
      served = { ...now, turns: new SlotTurns(now.slots, (refusal) => new Refused(refusal)) };
      say({ state: 'ready' });
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(served: InTurns, request: IncomingMessage, response: ServerResponse): Promise<void> {
  switch (`${request.method} ${request.url}`) {
    case 'GET /properties':
      return reply(response, 200, served.properties);
    case 'POST /tokenize': {
      const { text, special } = await body(request, tokenizeBody);
      return reply(response, 200, { ids: served.tokenize(text, special) });
    }
    case 'POST /slots/erase': {
      const { slot } = await body(request, eraseBody);
      await served.turns.alone(slot, (it) => it.erase());
      return reply(response, 200, {});
    }
    case 'POST /embed': {
      const { tokens } = await body(request, embedBody);
      expectKnown(served, tokens);
      return reply(response, 200, { vector: await served.embed(tokens) });
    }
    case 'POST /score': {
      const { tokens, slot } = await body(request, scoreBody);
      expectKnown(served, tokens);
      return reply(response, 200, { logprobs: await served.turns.alone(slot, (it) => it.score(tokens)) });
    }
    case 'POST /generate':
      return generate(served, request, response);
    default:
      throw new Refused({ code: 'refused', reason: `there is no ${request.method} ${request.url}` });
  }
}

async function generate(served: InTurns, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const wanted = await body(request, generateBody);
  expectKnown(served, wanted.tokens);
  const givenUp = new AbortController();
  response.on('close', () => givenUp.abort());
  const write = (frame: WireFrame) => {
    if (givenUp.signal.aborted) return;
    if (!response.headersSent) response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    // A slow reader is no reason to hold a slot: an answer is bounded by its token limit, so the buffer is too.
    response.write(`${JSON.stringify(frame)}\n`);
  };
  const frames = new FrameWriter(write, wanted.answered);
  try {
    await served.turns.alone(wanted.slot, (slot) => slot.generate(wanted, givenUp.signal, frames), givenUp.signal);
  } catch (error) {
    frames.cancel();
    if (!response.headersSent) throw error;
    process.stderr.write(`error: ${error instanceof Error ? error.stack : error}\n`);
    frames.end({ error: refusalOf(error) });
  }
  response.end();
}

function expectKnown(served: InTurns, tokens: readonly number[]): void {
  if (tokens.some((id) => id >= served.properties.vocabulary)) {
    throw new Refused({ code: 'refused', reason: 'a token id is not in the vocabulary' });
  }
}

async function body<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request) {
    sizeBytes += chunk.length;
    if (sizeBytes > protocolLimits.bodyBytes) throw new Refused({ code: 'refused', reason: 'the request is too large' });
    chunks.push(chunk);
  }
  try {
    return schema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
  } catch (error) {
    throw new Refused({ code: 'refused', reason: error instanceof z.ZodError ? z.prettifyError(error) : 'the request is not JSON' });
  }
}

function refuse(response: ServerResponse, error: unknown): void {
  if (!(error instanceof Refused)) process.stderr.write(`error: ${error instanceof Error ? error.stack : error}\n`);
  if (response.headersSent) response.destroy();
  else {
    const refusal = refusalOf(error);
    reply(response, error instanceof Refused ? refusalStatus(refusal.code) : 500, refusal);
  }
}

function refusalOf(error: unknown): Refusal {
  return error instanceof Refused ? error.refusal : { code: 'refused', reason: error instanceof Error ? error.message : String(error) };
}

function reply(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}
