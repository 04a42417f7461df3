'use client';

import { RotateCw } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { IconButton } from '#app/_ui/button.tsx';
import { CopyButton } from '#app/_ui/copy-button.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import type { Passage } from '../ask/passage.ts';
import { duration } from '../ask/trail.tsx';
import { shortRevision } from '../repositories/revision-words.ts';
import { wordLineRange } from '../viewer/line-range.ts';
import type { ExchangeProps } from './exchange-props.ts';
import { Variants } from './question-view.tsx';
import type { Shown } from './thread.ts';
import type { Answer, Message } from './view.ts';

type Props = {
  answer: Answer;
  shown: Shown<Message>;
  unfinished: boolean;
  writing: boolean;
  tokens: number;
  /** Tokens a second as seen on this device; null where it saw too little. */
  speed: number | null;
  text: string;
  passages: readonly Passage[];
  onChoose: ExchangeProps['onChoose'];
  onAgain: () => void;
};

/** Below an answer: how it is being written; afterwards what can be done with it, and its figures. */
export function AnswerFoot(props: Props) {
  const { unfinished, writing, tokens, speed } = props;
  const t = useTranslations('chat');
  const format = useFormatter();
  if (writing) {
    return (
      <p className="mt-2 flex min-h-8 flex-wrap items-center gap-2 text-12">
        <span aria-hidden="true" data-keep-colour="" className="size-2 rounded-full bg-verdigris" />
        <span className="text-ink-2">{speed ? t('writingAt', { speed: Math.round(speed) }) : t('writing')}</span>
        <span className="text-ink-3">{t('tokens', { tokens: format.number(tokens) })}</span>
      </p>
    );
  }
  return unfinished ? null : <DoneFoot {...props} />;
}

function DoneFoot({ answer, shown, speed, text, passages, onChoose, onAgain }: Props) {
  const t = useTranslations('chat');
  return (
    <div className="-ml-1.5 flex min-h-8 flex-wrap items-center gap-0.5 text-12 text-ink-3">
      <span className="quiet-until">
        {text ? <CopyButton text={() => copyOf(text, answer, passages)} label={t('copyAnswer')} /> : null}
        <IconButton label={t('answerAgain')} onClick={onAgain}>
          <Icon of={RotateCw} size={14} />
        </IconButton>
      </span>
      <Variants shown={shown} onChoose={onChoose} />
      <span className="quiet-until ml-auto pl-1.5">
        <Figures answer={answer} speed={speed} />
      </span>
    </div>
  );
}

function Figures({ answer, speed }: { answer: Answer; speed: number | null }) {
  const t = useTranslations('chat');
  const format = useFormatter();
  const { promptTokens, cachedTokens, outputTokens, firstTokenMs } = answer.counts;
  const time = answer.finishedAtMs ? format.dateTime(answer.finishedAtMs, { hour: '2-digit', minute: '2-digit', hour12: false }) : '';
  const parts = [
    ...(outputTokens > 0
      ? [
          t('tokensIn', { tokens: format.number(promptTokens), cached: format.number(cachedTokens) }),
          speed
            ? t('tokensOutAt', { tokens: format.number(outputTokens), speed: Math.round(speed) })
            : t('tokensOut', { tokens: format.number(outputTokens) }),
        ]
      : []),
    ...(firstTokenMs === null ? [] : [t('firstToken', { time: duration(firstTokenMs, format) })]),
    [answer.modelName, time].filter(Boolean).join(', '),
  ];
  return <span>{parts.filter(Boolean).join(' · ')}</span>;
}

/** An answer to paste elsewhere: its words, and what its numbers stand for. */
function copyOf(text: string, answer: Answer, passages: readonly Passage[]): string {
  const cited = new Set(answer.citations.map((citation) => citation.passage));
  const lines = passages
    .filter((passage) => cited.has(passage.number))
    .map(({ number, repository, revision, path, startLine, endLine }) => {
      return `[${number}] ${repository}@${shortRevision(revision)} ${path}:${wordLineRange({ start: startLine, end: endLine })}`;
    });
  return lines.length > 0 ? `${text.trimEnd()}\n\n${lines.join('\n')}\n` : text;
}
