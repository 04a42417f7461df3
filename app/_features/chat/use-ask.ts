'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useFailureWords } from '#app/_data/failure.ts';
import type { Inputs } from '#app/_data/outputs.ts';
import { useTRPC } from '#app/_data/trpc.tsx';
import type { ErrorWords } from '#app/_ui/error-state.tsx';

/** Asks a question and leads to its conversation. A question that was refused stays where it was typed, with the reason. */
export function useAsk(onAsked: () => void): {
  ask: (input: Inputs['chat']['ask']) => void;
  sending: boolean;
  failure: ErrorWords | null;
} {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const failureWords = useFailureWords();
  const mutation = useMutation(
    trpc.chat.ask.mutationOptions({
      onSuccess: async (asked, input) => {
        onAsked();
        void queries.invalidateQueries({ queryKey: trpc.chat.list.queryKey() });
        if (input.conversationId)
          await queries.invalidateQueries({ queryKey: trpc.chat.get.queryKey({ conversationId: asked.conversationId }) });
        else router.push(`/c/${asked.conversationId}`);
      },
    }),
  );
  return {
    ask: mutation.mutate,
    sending: mutation.isPending || (mutation.isSuccess && !mutation.variables.conversationId),
    failure: mutation.error ? failureWords(mutation.error) : null,
  };
}
