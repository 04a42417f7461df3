import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import { AppError } from '#server/platform/index.ts';
import { type Call, type EngineAddress, gone, parsed, send, text } from '../engine-http.ts';
import { errorReply, tokenizeReply } from './wire.ts';

/** Where a cluster is and what it is asked for, as configured. */
export type RemoteAddress = {
  url: string;
  model: string;
  key?: string;
  /** Certificate (PEM) of who vouches for it, where the system does not know them. */
  ca?: string;
  /** Answers written at the same time; a cluster says nothing of its room. */
  slots: number;
  /** Chat template, where the cluster does not tell the model's. */
  chatTemplate?: string;
};

/** Asks the configured address, and no other. */
export class Cluster {
  readonly of: RemoteAddress;
  readonly address: EngineAddress;

  constructor(of: RemoteAddress) {
    this.of = of;
    this.address = { url: new URL(of.url), ...(of.key && { key: of.key }), ...(of.ca && { ca: of.ca }) };
  }

  async post<T>(schema: z.ZodType<T>, path: string, body: unknown, signal?: AbortSignal): Promise<T> {
    return parsed(schema, await text(await this.open({ method: 'POST', path, body, ...(signal && { signal }) })));
  }

  async get<T>(schema: z.ZodType<T>, path: string): Promise<T> {
    return parsed(schema, await text(await this.open({ method: 'GET', path })));
  }

  /** null where the cluster does not know the path, or may not tell. */
  async getIfThere<T>(schema: z.ZodType<T>, path: string): Promise<T | null> {
    const response = await send(this.address, { method: 'GET', path });
    const body = await text(response);
    return response.statusCode === 200 ? parsed(schema, body) : null;
  }

  /** @throws AppError `engine.refused` with the cluster's words, `engine.unavailable` where it can serve nobody now */
  async open(call: Call): Promise<IncomingMessage> {
    const response = await send(this.address, call);
    if (response.statusCode === 200) return response;
    const body = await text(response);
    const { statusCode = 0 } = response;
    const words = wordsIn(body) ?? `the cluster answered with status ${statusCode}`;
    // One that loads, or a balancer with nobody behind it: not wrong, only not there yet.
    if (statusCode >= 500) throw gone(words);
    throw new AppError('engine.refused', {
      reason: statusCode === 401 || statusCode === 403 ? 'the cluster does not take the key' : words,
    });
  }

  /** vLLM's way: special tokens are read wherever they stand. */
  async tokenize(content: string, isStart: boolean): Promise<number[]> {
    const body = { model: this.of.model, prompt: content, add_special_tokens: isStart };
    return (await this.post(tokenizeReply, '/tokenize', body)).tokens;
  }
}

function wordsIn(body: string): string | null {
  try {
    return errorReply.parse(JSON.parse(body)).error.message;
  } catch {
    return null;
  }
}
