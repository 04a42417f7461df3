'use client';

import { memo } from 'react';
import { cn } from '#app/_ui/class-names.ts';
import { AnswerView } from './answer-view.tsx';
import { columns } from './columns.ts';
import type { ExchangeProps } from './exchange-props.ts';
import { QuestionView } from './question-view.tsx';
import type { Shown } from './thread.ts';
import type { Message } from './view.ts';

/** A question and its answer, with a margin of its own. Rendered again only when something of its own changed. */
export const ExchangeView = memo(function ExchangeView(props: ExchangeProps) {
  const { pair, withMargin } = props;
  const answer = pair.answer?.message.answer;
  return (
    <article className={cn(columns(withMargin), 'scroll-mt-6')}>
      {answer && pair.answer ? (
        <AnswerView key={answer.id} {...props} answer={answer} shown={pair.answer} question={pair.question} />
      ) : (
        <>
          <div className="min-w-0">{pair.question ? <QuestionView shown={pair.question} onChoose={props.onChoose} /> : null}</div>
          {withMargin ? <div className="border-l border-line max-margin:hidden" /> : null}
        </>
      )}
    </article>
  );
}, sameExchange);

/** The queue changes by the second and matters only to who waits in it. */
function sameExchange(before: ExchangeProps, after: ExchangeProps): boolean {
  const state = after.pair.answer?.message.answer?.state;
  const waits = state === 'waiting' || state === 'running';
  const sameShown = (a: Shown<Message> | null, b: Shown<Message> | null) =>
    a === b || (a?.message === b?.message && a?.place === b?.place && a?.variants.length === b?.variants.length);
  return (
    sameShown(before.pair.question, after.pair.question) &&
    sameShown(before.pair.answer, after.pair.answer) &&
    before.withMargin === after.withMargin &&
    before.repositories === after.repositories &&
    (!waits || (before.queue === after.queue && before.stopping === after.stopping))
  );
}
