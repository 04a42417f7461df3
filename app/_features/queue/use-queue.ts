'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import type { Outputs } from '#app/_data/outputs.ts';
import { useTRPC } from '#app/_data/trpc.tsx';

/** The queue as last pushed by the server, from any component below the shell. `initial` serves the first paint. */
export function useQueue(initial: Outputs['queue']['view']): Outputs['queue']['view'] {
  const trpc = useTRPC();
  const { data } = useQuery({ ...trpc.queue.view.queryOptions(), initialData: initial, staleTime: Number.POSITIVE_INFINITY });
  return data;
}

/** Keeps the queue fresh: one subscription a tab, in the shell. A change of one's own jobs changes the list of conversations too. */
export function useWatchQueue(): void {
  const trpc = useTRPC();
  const queries = useQueryClient();
  useSubscription(
    trpc.queue.watch.subscriptionOptions(undefined, {
      onData: (view) => {
        const before = queries.getQueryData(trpc.queue.view.queryKey());
        queries.setQueryData(trpc.queue.view.queryKey(), view);
        if (before?.mine.length !== view.mine.length) void queries.invalidateQueries({ queryKey: trpc.chat.list.queryKey() });
      },
    }),
  );
}
