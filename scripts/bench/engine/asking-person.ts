import { temporaryFolder } from '../rooms.ts';
import { startedAppliance } from '../started-appliance.ts';

const QUESTION = 'Count from 1 to 400 in numerals, separated by commas, and write nothing else.';

/** What a person sees of an answer. */
export type Seen = { firstTokenMs: number; tokensPerSecond: number };

/**
 * An appliance of its own, and somebody who asks it the same question in a new conversation each time, and stops the answer once
 * it has `enough` tokens.
 */
export async function askingPerson(resources: AsyncDisposableStack, model: string): Promise<(enough: number) => Promise<Seen>> {
  const client = await startedAppliance(resources, temporaryFolder(resources), model);
  while (!(await client.health.ready.query()).ready) await new Promise((resolve) => setTimeout(resolve, 100));
  return async (enough) => {
    const startedMs = performance.now();
    const { jobId, answerId } = await client.chat.ask.mutate({ text: QUESTION, repositories: [], mode: 'chat' });
    const seen = { tokens: 0, first: 0, firstMs: 0, lastMs: 0 };
    const ended = Promise.withResolvers<void>();
    const watch = client.chat.watch.subscribe(
      { jobId },
      {
        onData({ data }) {
          if (data.type === 'finished') return ended.resolve();
          if (data.type !== 'tokens') return;
          seen.lastMs = performance.now();
          if (seen.firstMs === 0) Object.assign(seen, { firstMs: seen.lastMs, first: data.ids.length });
          seen.tokens += data.ids.length;
          if (seen.tokens >= enough) void client.chat.stop.mutate({ answerId });
        },
        onError: ended.reject,
        onComplete: () => ended.resolve(),
      },
    );
    await ended.promise;
    watch.unsubscribe();
    const tokensPerSecond = ((seen.tokens - seen.first) * 1_000) / (seen.lastMs - seen.firstMs);
    return { firstTokenMs: seen.firstMs - startedMs, tokensPerSecond };
  };
}
