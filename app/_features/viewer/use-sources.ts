'use client';

import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { useTRPC } from '#app/_data/trpc.tsx';
import { type AnswerSource, sourcesOf } from './sources.ts';
import { sourceFrom } from './viewer-href.ts';

/** The answer that led here: its sources, the one that is open, and the way back. */
export interface Sources {
  answerId: string;
  conversationId: string;
  title: string;
  all: AnswerSource[];
  current: AnswerSource | null;
}

/** Reads `?from=ANSWER&source=N`; null where nobody came from an answer, undefined while it is on its way. */
export function useSources(): Sources | null | undefined {
  const params = useSearchParams();
  const answerId = params.get('from');
  const number = sourceFrom(params.get('source'));
  const trpc = useTRPC();
  const answer = useQuery({
    ...trpc.chat.answer.queryOptions({ answerId: answerId ?? '' }),
    enabled: answerId !== null,
    staleTime: 60_000,
    retry: false,
  });
  if (answerId === null || answer.error) return null;
  if (!answer.data) return undefined;
  const all = sourcesOf(answer.data.passages, answer.data.citations);
  const { conversationId, title } = answer.data;
  return { answerId, conversationId, title, all, current: all.find((source) => source.number === number) ?? null };
}
