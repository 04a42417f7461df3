import type { IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { openOverSocket } from './socket-fetch.ts';

type ServerEvent = { event: string; id: string; data: string };

/**
 * A server-sent event stream over a unix socket, in the shape of the browser's EventSource that tRPC's link takes. It does not
 * come back by itself after a loss: the link is told, and the person reads why.
 */
export function socketEventSource(socketPath: string, headers: Record<string, string>) {
  return class SocketEventSource extends EventTarget {
    static readonly CONNECTING = 0;
    static readonly OPEN = 1;
    static readonly CLOSED = 2;
    readonly CONNECTING = 0;
    readonly OPEN = 1;
    readonly CLOSED = 2;
    readyState = 0;
    #response: IncomingMessage | null = null;

    constructor(url: string | URL) {
      super();
      void this.#follow(new URL(url));
    }

    close(): void {
      this.readyState = 2;
      this.#response?.destroy();
    }

    async #follow(url: URL): Promise<void> {
      try {
        const response = await openOverSocket(socketPath, `${url.pathname}${url.search}`, {
          headers: { ...headers, accept: 'text/event-stream' },
        });
        this.#response = response;
        if (this.readyState === 2) response.destroy();
        this.readyState = 1;
        if (!response.headers['content-type']?.startsWith('text/event-stream')) throw await refusalIn(response);
        this.dispatchEvent(new Event('open'));
        let refusal: unknown = new Error('the appliance ended the stream');
        for await (const { event, id, data } of serverEvents(response)) {
          if (event === 'serialized-error') refusal = JSON.parse(data);
          this.dispatchEvent(new MessageEvent(event, { data, lastEventId: id }));
        }
        throw refusal;
      } catch (error) {
        if (this.readyState === 2) return;
        this.readyState = 2;
        // tRPC's link takes an event with an `error` for the answer of a server, and passes that on.
        this.dispatchEvent(Object.assign(new Event('error'), { error }));
      }
    }
  };
}

/** What a server answers instead of a stream: tRPC's error shape. */
async function refusalIn(response: IncomingMessage): Promise<unknown> {
  const body = await json(response);
  return typeof body === 'object' && body !== null && 'error' in body ? body.error : new Error(`status ${response.statusCode}`);
}

/** Parses an event stream (HTML standard, 9.2.6). */
export async function* serverEvents(stream: IncomingMessage | AsyncIterable<Uint8Array>): AsyncIterable<ServerEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  let event: ServerEvent = { event: 'message', id: '', data: '' };
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split(/\r\n|\n|\r/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (event.data) yield { ...event, data: event.data.slice(0, -1) };
        event = { event: 'message', id: event.id, data: '' };
        continue;
      }
      const at = line.indexOf(':');
      const field = at < 0 ? line : line.slice(0, at);
      const value = at < 0 ? '' : line.slice(at + 1).replace(/^ /, '');
      if (field === 'data') event.data += `${value}\n`;
      else if (field === 'event') event.event = value;
      else if (field === 'id') event.id = value;
    }
  }
}
