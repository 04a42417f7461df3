import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import { WebSocket } from 'ws';
import type { AppRouter } from '#server/api/index.ts';
import type { JobEvent } from '#server/scheduling/index.ts';
import { waitFor } from './wait-for.ts';

/** What a watcher of a job was told, as a page keeps it: after a rewind everything behind its number is forgotten. */
export class Told {
  events: { id: string; number: number; event: JobEvent }[] = [];

  hear(id: string, event: JobEvent): void {
    if (event.type === 'rewind') this.events = this.events.filter((told) => told.number <= event.toNumber);
    else this.events.push({ id, number: Number(id.split(':')[1]), event });
  }

  get text(): string {
    return this.events.map(({ event }) => (event.type === 'tokens' ? event.text : '')).join('');
  }

  get numbers(): number[] {
    return this.events.map((told) => told.number);
  }

  get lastId(): string | undefined {
    return this.events.at(-1)?.id;
  }

  has(type: JobEvent['type']): boolean {
    return this.events.some((told) => told.event.type === type);
  }
}

/**
 * Watches a job over the control socket as a page does over the network, going on behind what `told` has.
 *
 * @returns resolves when the job has ended, or the connection has (as it does when the appliance is killed)
 */
export async function watchOverSocket(controlSocket: string, jobId: string, told: Told): Promise<void> {
  const { promise: lost, resolve: lose } = Promise.withResolvers<void>();
  class Socket extends WebSocket {
    constructor() {
      super(`ws+unix:${controlSocket}:/trpc/live`);
      this.on('close', () => lose());
    }
  }
  const client = createWSClient({ url: 'ws://console', WebSocket: Socket as never, retryDelayMs: () => 3_600_000 });
  const trpc = createTRPCClient<AppRouter>({ links: [wsLink<AppRouter>({ client })] });
  const ended = new Promise<void>((resolve, reject) => {
    trpc.chat.watch.subscribe(
      { jobId, ...(told.lastId && { lastEventId: told.lastId }) },
      { onData: ({ id, data }) => told.hear(id, data), onComplete: resolve, onError: reject },
    );
  });
  await Promise.race([ended, lost]);
  await client.close();
}

/** Waits until a watcher has seen some of an answer. */
export function untilWriting(told: Told, characters = 1): Promise<true> {
  return waitFor(() => told.text.length >= characters || null, { timeoutMs: 60_000, what: 'text of the answer' }).then(() => true);
}
