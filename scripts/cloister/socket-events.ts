import type { IncomingMessage } from 'node:http';
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
    readonly #ending = new AbortController();

    constructor(url: string | URL) {
      super();
      void this.#follow(new URL(url));
    }

    close(): void {
      this.readyState = 2;
      this.#ending.abort();
    }

    async #follow(url: URL): Promise<void> {
      try {
        const init = { headers: { ...headers, accept: 'text/event-stream' }, signal: this.#ending.signal };
        const response = await openOverSocket(socketPath, `${url.pathname}${url.search}`, init);
        this.readyState = 1;
        this.dispatchEvent(new Event('open'));
        for await (const { event, id, data } of serverEvents(response)) {
          this.dispatchEvent(new MessageEvent(event, { data, lastEventId: id }));
        }
        throw new Error('the event stream ended early');
      } catch (error) {
        if (this.readyState === 2) return;
        this.readyState = 2;
        this.dispatchEvent(Object.assign(new Event('error'), { error }));
      }
    }
  };
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
