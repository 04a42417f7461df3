'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import type { Sources } from '../ask/sources-context.tsx';
import type { AnswerProgress } from './use-answer-stream.ts';

/** A place in line is said at most this often. */
const PLACE_EVERY_MS = 15_000;

/** What a screen reader is told while an answer comes: its words are not read as they arrive, but that they do, and what came of it. */
export function AnswerSaid({
  progress,
  unfinished,
  writing,
  sources,
}: {
  progress: AnswerProgress | null;
  unfinished: boolean;
  writing: boolean;
  sources: Sources;
}) {
  const t = useTranslations('chat');
  const [said, setSaid] = useState('');
  const wasUnfinished = useRef(unfinished);
  const placeSaidMs = useRef(Number.NEGATIVE_INFINITY);
  const verified = sources.notes.filter((note) => note.state === 'verified').length;
  const place = unfinished ? (progress?.place ?? null) : null;
  const done = sources.notes.length > 0 ? t('saidDoneSources', { count: sources.notes.length, verified }) : t('saidDone');
  useEffect(() => {
    if (unfinished) wasUnfinished.current = true;
    // An answer that was done when the page opened is not news.
    if (!unfinished && wasUnfinished.current) setSaid(done);
  }, [unfinished, done]);
  useEffect(() => {
    if (writing) setSaid(t('saidWriting'));
  }, [writing, t]);
  const reading = unfinished && !writing && progress?.phase === 'reading';
  useEffect(() => {
    // Out of the line: a place that was said before holds no more.
    if (reading) setSaid(t('saidReading'));
  }, [reading, t]);
  useEffect(() => {
    if (place === null || performance.now() - placeSaidMs.current < PLACE_EVERY_MS) return;
    placeSaidMs.current = performance.now();
    setSaid(t('saidPlace', { place }));
  }, [place, t]);
  return (
    <p role="status" className="sr-only">
      {said}
    </p>
  );
}
