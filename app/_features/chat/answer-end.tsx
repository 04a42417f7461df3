'use client';

import { RotateCw, SearchX, Square } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useErrorWords } from '#app/_data/failure.ts';
import { Button, ButtonLink } from '#app/_ui/button.tsx';
import { ErrorState } from '#app/_ui/error-state.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import type { Answer } from './view.ts';

/** How an answer ended, where that is not simply its last word: stopped, failed, cut at a limit, nothing found, nothing cited. */
export function AnswerEnd({
  answer,
  unfinished,
  nothingFound,
  text,
  citedCount,
  onAgain,
}: {
  answer: Answer;
  unfinished: boolean;
  nothingFound: boolean;
  text: string;
  citedCount: number;
  onAgain: () => void;
}) {
  const t = useTranslations('chat');
  const format = useFormatter();
  const errorWords = useErrorWords();
  if (unfinished || answer.state === 'waiting' || answer.state === 'running') return null;
  const again = (
    <Button size="s" onClick={onAgain}>
      {t('answerAgain')}
    </Button>
  );
  if (answer.state === 'failed') {
    return (
      <Frame>
        <ErrorState error={errorWords(answer.error) ?? { message: t('failed'), remedy: t('failedRemedy') }} actions={again} />
      </Frame>
    );
  }
  if (answer.state === 'stopped') {
    const { outputTokens } = answer.counts;
    const then = outputTokens > 0 ? t('afterTokens', { tokens: format.number(outputTokens) }) : t('beforeFirstWord');
    return <Halted words={t('stoppedByYou')} then={then} action={again} />;
  }
  if (nothingFound) {
    const search = (
      <ButtonLink size="s" href="/search">
        {t('searchCode')}
      </ButtonLink>
    );
    return (
      <Frame>
        <ErrorState tone="quiet" icon={SearchX} error={{ message: text, remedy: t('notFoundRemedy') }} actions={search} />
      </Frame>
    );
  }
  if (answer.finishReason === 'limit')
    return <Halted words={t('atLimit', { tokens: format.number(answer.counts.outputTokens) })} then={t('atLimitThen')} />;
  if (answer.finishReason === 'loop') return <Halted words={t('looped')} then={t('loopedThen')} action={again} />;
  if (answer.mode === 'ask' && answer.finishReason === 'end' && citedCount === 0) {
    return <p className="my-1 text-12 text-ink-2">{t('nothingCited', { count: answer.passages.length })}</p>;
  }
  return null;
}

function Frame({ children }: { children: ReactNode }) {
  return <div className="mb-4 rounded-card border border-line p-4">{children}</div>;
}

function Halted({ words, then, action }: { words: string; then: string; action?: ReactNode }) {
  return (
    <div className="my-1 flex flex-wrap items-center gap-2">
      <p className="flex items-start gap-2">
        <Icon of={action ? Square : RotateCw} size={14} className="mt-[3px] flex-none text-ochre" />
        <span>
          <b className="font-medium">{words}</b> <span className="text-ink-2">{then}</span>
        </span>
      </p>
      {action}
    </div>
  );
}
