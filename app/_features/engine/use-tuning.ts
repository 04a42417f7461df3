'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import type { Outputs } from '#app/_data/outputs.ts';
import { useTRPC, useTRPCClient } from '#app/_data/trpc.tsx';
import { toastDone } from '#app/_ui/toast-store.ts';
import { useFollowedWork } from '../models/use-followed-work.ts';
import type { Profile } from './profile-rows.ts';

type Step = Outputs['tuning']['run'] extends AsyncIterable<infer Seen> ? Seen : never;
type Progress = Extract<Step, { state: 'running' }>['figure'];

/** Measures how the model runs best here; the page that started it follows it, and ends it when it is left. */
export function useTuning() {
  const t = useTranslations('engine.profile');
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { start, ...following } = useFollowedWork<Progress, Profile>();
  return {
    ...following,
    start: (budgetMs: number) =>
      start(
        (on) => client.tuning.run.subscribe({ budgetMs }, on),
        () => {
          void queries.invalidateQueries({ queryKey: trpc.tuning.profile.queryKey() });
          toastDone(t('done'));
        },
      ),
  };
}

export type Tuning = ReturnType<typeof useTuning>;
