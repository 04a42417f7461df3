'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useRef, useState } from 'react';
import type { Outputs } from '#app/_data/outputs.ts';
import { useTRPC } from '#app/_data/trpc.tsx';

export type Overview = Outputs['engine']['overview'];
export type Plan = NonNullable<Overview['plan']>;
export type Now = Outputs['engine']['watch'] extends AsyncIterable<infer Seen> ? Seen : never;

/** The engine as it is: its plan, read again whenever its state changes, and what it does, as the server tells it. */
export function useEngine(initial: Overview): { overview: Overview; now: Now | null } {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [now, setNow] = useState<Now | null>(null);
  const state = useRef<string | null>(null);
  const overview = useQuery({ ...trpc.engine.overview.queryOptions(), initialData: initial, staleTime: Number.POSITIVE_INFINITY });
  useSubscription(
    trpc.engine.watch.subscriptionOptions(undefined, {
      onData: (seen) => {
        setNow(seen);
        if (state.current !== null && state.current !== seen.state.state)
          void queries.invalidateQueries({ queryKey: trpc.engine.overview.queryKey() });
        state.current = seen.state.state;
      },
    }),
  );
  return { overview: overview.data, now };
}
