'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTRPC } from '#app/_data/trpc.tsx';
import type { Passage } from '../ask/passage.ts';
import type { TrailStep } from '../ask/trail.tsx';
import { type Heard, hear, type Numbered, nothingHeard, type Progress, type StreamEvent } from './answer-stream.ts';
import { type Answer, isUnfinished } from './view.ts';

/** Words that came within so long are shown at once: more often than that no eye tells apart. */
const FLUSH_MS = 50;
/** Speed is told over this much of the past. */
const SPEED_WINDOW_MS = 5_000;

type Event = StreamEvent<Passage, TrailStep>;
export type AnswerProgress = Progress<Passage, TrailStep>;

/**
 * Follows an answer while it is being written. Its events are numbered and kept at the box, so that a reload, another tab or a lost network
 * only means that they are told again from the last one.
 *
 * @returns what the events tell, null for an answer that is done; tokens a second as seen here; whether the connection is lost
 */
export function useAnswerStream(answer: Answer, conversationId: string) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const unfinished = isUnfinished(answer);
  const heard = useRef<Heard<Passage, TrailStep>>(nothingHeard());
  const arrived = useRef<Numbered<Event>[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const samples = useRef<{ atMs: number; tokens: number }[]>([]);
  const [progress, setProgress] = useState<AnswerProgress | null>(null);
  const [speed, setSpeed] = useState<number | null>(null);
  const [wasConnected, setWasConnected] = useState(false);

  const flush = useCallback(() => {
    timer.current = null;
    heard.current = hear(heard.current, arrived.current.splice(0));
    setProgress(heard.current.progress);
    setSpeed((before) => speedOf(samples.current, heard.current.progress.tokens) ?? before);
    if (heard.current.progress.phase === 'finished') {
      void queries.invalidateQueries({ queryKey: trpc.chat.get.queryKey({ conversationId }) });
      void queries.invalidateQueries({ queryKey: trpc.chat.list.queryKey() });
    }
  }, [queries, trpc, conversationId]);

  const subscription = useSubscription(
    trpc.chat.watch.subscriptionOptions(
      { jobId: answer.jobId },
      {
        enabled: unfinished,
        onStarted: () => setWasConnected(true),
        onData: ({ id, data }) => {
          arrived.current.push({ id, event: data });
          timer.current ??= setTimeout(flush, FLUSH_MS);
        },
      },
    ),
  );
  useEffect(() => () => clearTimeout(timer.current ?? undefined), []);
  const isLost = unfinished && wasConnected && subscription.status === 'connecting' && progress?.phase !== 'finished';
  return { progress: unfinished ? progress : null, speed, isLost };
}

function speedOf(samples: { atMs: number; tokens: number }[], tokens: number): number | null {
  const atMs = performance.now();
  samples.push({ atMs, tokens });
  while (samples[0] && atMs - samples[0].atMs > SPEED_WINDOW_MS) samples.shift();
  const first = samples[0];
  if (!first || atMs - first.atMs < 1_000 || tokens <= first.tokens) return null;
  return ((tokens - first.tokens) / (atMs - first.atMs)) * 1_000;
}
