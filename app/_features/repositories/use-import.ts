'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useState } from 'react';
import type { Outputs } from '#app/_data/outputs.ts';
import { useTRPC } from '#app/_data/trpc.tsx';
import { isMoving } from './import-steps.ts';

export type Import = NonNullable<Outputs['repositories']['list'][number]['import']>;

/**
 * An import as it is now: while it runs each step comes over the socket; its end reads the repositories again.
 *
 * @param known what the last query said
 */
export function useImport(known: Import | undefined): Import | undefined {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [told, setTold] = useState<Import | null>(null);
  const current = known && told?.id === known.id && isMoving(known) ? told : known;
  useSubscription({
    ...trpc.repositories.watchImport.subscriptionOptions({ importId: known?.id ?? '' }),
    enabled: isMoving(known),
    onData: (step) => {
      setTold(step);
      if (isMoving(step)) return;
      void queries.invalidateQueries({ queryKey: trpc.repositories.list.queryKey() });
      void queries.invalidateQueries({ queryKey: trpc.repositories.get.queryKey() });
    },
  });
  return current;
}
