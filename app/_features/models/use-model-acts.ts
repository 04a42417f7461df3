'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useFailureWords } from '#app/_data/failure.ts';
import { useTRPC, useTRPCClient } from '#app/_data/trpc.tsx';
import { toastDone, toastFailed } from '#app/_ui/toast-store.ts';
import { useFollowedWork } from './use-followed-work.ts';
import type { Model } from './use-models.ts';

/** Reads the models again. */
export function useModelsChanged(): () => void {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: trpc.models.overview.queryKey() });
}

/** Examines a model, with the share that is done. */
export function useAcceptance(model: Model) {
  const t = useTranslations('models.acting');
  const client = useTRPCClient();
  const changed = useModelsChanged();
  const { start, ...following } = useFollowedWork<number, { passed: boolean }>();
  return {
    ...following,
    start: () =>
      start(
        (on) => client.models.accept.subscribe({ model: model.id }, on),
        ({ passed }) => {
          changed();
          toastDone(t(passed ? 'acceptedDone' : 'acceptedFailed', { name: model.name }));
        },
      ),
  };
}

/** Chooses the model that serves from the next start on. */
export function useChoice(model: Model, onDone: () => void) {
  const t = useTranslations('models.acting');
  const trpc = useTRPC();
  const changed = useModelsChanged();
  return useMutation(
    trpc.models.use.mutationOptions({
      onSuccess: () => {
        changed();
        toastDone(t('chosenDone', { name: model.name }));
        onDone();
      },
    }),
  );
}

/** Gives a role to a model. */
export function useRoleChange() {
  const trpc = useTRPC();
  const changed = useModelsChanged();
  const failure = useFailureWords();
  return useMutation(trpc.models.setRole.mutationOptions({ onSettled: changed, onError: (error) => toastFailed(failure(error)) }));
}
