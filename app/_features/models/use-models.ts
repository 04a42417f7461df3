'use client';

import { useQuery } from '@tanstack/react-query';
import type { Outputs } from '#app/_data/outputs.ts';
import { useTRPC } from '#app/_data/trpc.tsx';

export type Overview = Outputs['models']['overview'];
export type Model = Overview['models'][number];
export type Acceptance = Model['acceptances'][number];
export type Role = NonNullable<Outputs['session']['me']>['role'];

/** The models as last read; whatever changes them reads them again. */
export function useModels(initial: Overview): Overview {
  const trpc = useTRPC();
  return useQuery({ ...trpc.models.overview.queryOptions(), initialData: initial }).data;
}
