'use client';

import { WifiOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useRef } from 'react';
import { Banner } from '#app/_ui/banner.tsx';
import { Button } from '#app/_ui/button.tsx';
import { findPlaces, type Place, withoutHalfMark, withTokens } from '../ask/citation-marks.ts';
import { Freshness } from '../ask/freshness.tsx';
import { Margin } from '../ask/margin.tsx';
import { marksBeingWritten, marksOfChecked, notesOf } from '../ask/notes.ts';
import { type Passage, withInPrompt } from '../ask/passage.ts';
import { PassageCards } from '../ask/passage-cards.tsx';
import { AnswerSourcesProvider, type Sources, useSources } from '../ask/sources-context.tsx';
import { Trail } from '../ask/trail.tsx';
import { QueueCard } from '../queue/queue-card.tsx';
import { AnswerEnd } from './answer-end.tsx';
import { AnswerFoot } from './answer-foot.tsx';
import { AnswerMarkdown } from './answer-markdown.tsx';
import { AnswerSaid } from './answer-said.tsx';
import { continuedBreaks } from './continued.tsx';
import type { ExchangeProps } from './exchange-props.ts';
import { markdownBlocks } from './markdown-blocks.ts';
import { QuestionView } from './question-view.tsx';
import { Reading } from './reading.tsx';
import type { Shown } from './thread.ts';
import { type AnswerProgress, useAnswerStream } from './use-answer-stream.ts';
import { answerAnchor } from './use-reading-place.ts';
import { type Answer, isUnfinished, type Message } from './view.ts';

/** Few enough that the place in line stays in view on a phone. */
const FIRST_PASSAGES = 3;

type Props = ExchangeProps & { answer: Answer; shown: Shown<Message>; question: Shown<Message> | null };

/** A question with its answer: as it is being written, and as it was kept. */
export function AnswerView(props: Props) {
  const { answer, question, conversationId, repositories, withMargin } = props;
  const thread = useRef<HTMLDivElement>(null);
  const { progress, speed, isLost } = useAnswerStream(answer, conversationId);
  const unfinished = isUnfinished(answer) && progress?.phase !== 'finished';
  const writing = unfinished && (progress?.phase === 'writing' || (!progress && answer.text !== ''));
  const told = useTold(answer, progress);
  const sources = useAnswerSourcesOf(answer.id, told.passages, told.text, isUnfinished(answer) ? null : answer);
  const marked = useMemo(
    () => withTokens(writing ? withoutHalfMark(told.text) : told.text, sources.places),
    [told.text, sources.places, writing],
  );
  const blocks = useMemo(() => markdownBlocks(marked).length, [marked]);
  const waiting = unfinished && !writing && (progress === null ? answer.state === 'waiting' : progress.phase === 'waiting');
  const showsPassages = answer.mode === 'evidence' || answer.finishReason === 'noEngine';
  const nothingFound = !unfinished && answer.scope.length > 0 && told.passages.length === 0;
  const again = () => props.onAgain(answer);
  const current = repositories.map(({ name, branch, revision }) => ({ name, branch, revision: revision?.commit ?? null }));
  return (
    <AnswerSourcesProvider sources={sources}>
      <div ref={thread} className="min-w-0 pb-2">
        {question ? <QuestionView shown={question} onChoose={props.onChoose} /> : null}
        <div id={answerAnchor(answer.id)} tabIndex={-1} className="answer-turn group/turn scroll-mt-6 outline-none">
          <Freshness scope={answer.scope} current={current} onAskAgain={unfinished ? null : again} />
          <Trail steps={told.trail} live={unfinished} />
          <Meanwhile {...{ props, progress, isLost, waiting, unfinished }} />
          {nothingFound ? null : (
            <AnswerMarkdown text={marked} writing={writing} breaks={continuedBreaks(told.text, progress?.continued ?? [])} />
          )}
          {showsPassages ? <PassageCards passages={told.passages} answerId={answer.id} withLines /> : null}
          {!showsPassages && unfinished && !writing && told.passages.length > 0 ? <FirstPassages sources={sources} /> : null}
          <AnswerEnd
            answer={answer}
            unfinished={unfinished}
            nothingFound={nothingFound}
            text={told.text}
            citedCount={sources.notes.length}
            onAgain={again}
          />
          <AnswerFoot
            answer={answer}
            shown={props.shown}
            unfinished={unfinished}
            writing={writing}
            tokens={progress?.tokens ?? answer.counts.outputTokens}
            speed={speed}
            text={told.text}
            passages={told.passages}
            onChoose={props.onChoose}
            onAgain={again}
          />
          <AnswerSaid progress={progress} unfinished={unfinished} writing={writing} sources={sources} />
        </div>
      </div>
      {withMargin ? (
        !showsPassages && told.passages.length > 0 ? (
          <Margin sources={sources} thread={thread} settled={unfinished ? blocks : -1} writing={unfinished} />
        ) : (
          <div className="border-l border-line max-margin:hidden" />
        )
      ) : null}
    </AnswerSourcesProvider>
  );
}

/** What there is to say before the first word: a lost connection, the place in line, how far the prompt is read. */
function Meanwhile({
  props,
  progress,
  isLost,
  waiting,
  unfinished,
}: {
  props: Props;
  progress: AnswerProgress | null;
  isLost: boolean;
  waiting: boolean;
  unfinished: boolean;
}) {
  const t = useTranslations('chat');
  return (
    <>
      {isLost ? (
        <Banner tone="warn" boxed icon={WifiOff} className="mb-4">
          {t('connectionLost')}
        </Banner>
      ) : null}
      {waiting ? (
        <QueueCard
          place={progress?.place ?? null}
          ahead={progress?.ahead ?? 0}
          queue={props.queue}
          busy={props.stopping}
          onCancel={() => props.onStop(props.answer)}
        />
      ) : null}
      {unfinished && progress?.phase === 'reading' ? <Reading prefill={progress.prefill} /> : null}
    </>
  );
}

/** Where there is no margin: the best passages, which are there before the engine has a slot, and the way to the others. */
function FirstPassages({ sources }: { sources: Sources }) {
  const t = useTranslations('ask');
  const { openSheet } = useSources();
  const all = (
    <Button look="quiet" size="s" onClick={() => openSheet(sources)}>
      {t('allOf', { count: sources.passages.length })}
    </Button>
  );
  return (
    <div className="margin:hidden">
      <PassageCards passages={sources.passages} answerId={sources.answerId} atMost={FIRST_PASSAGES} rest={all} />
    </div>
  );
}

/** What is known of an answer: its events while it is written, and its rows. Of the two the fuller one, so that no word goes back. */
function useTold(answer: Answer, progress: AnswerProgress | null) {
  const text = progress && progress.text.length >= answer.text.length ? progress.text : answer.text;
  const found: readonly Passage[] = progress?.passages ?? answer.passages;
  const trail = progress && progress.steps.length >= answer.trail.length ? progress.steps : answer.trail;
  const passages = useMemo(() => withInPrompt(found, trail), [found, trail]);
  return { text, passages, trail };
}

/** The sources of an answer, and where its text cites them. The same object until a citation or a passage comes. */
function useAnswerSourcesOf(answerId: string, passages: readonly Passage[], text: string, finished: Answer | null) {
  const { publish } = useSources();
  const given = useMemo(() => new Set(passages.map((passage) => passage.number)), [passages]);
  // As text, so that it stays the same while only words are added.
  const written = useMemo(() => (finished ? '[]' : JSON.stringify(findPlaces(text, given))), [finished, text, given]);
  const sources = useMemo(() => {
    const marked = finished ? marksOfChecked(finished.text, finished.citations) : marksBeingWritten(JSON.parse(written) as Place[]);
    return { answerId, passages, places: marked.places, marks: marked.marks, notes: notesOf(marked.marks, passages) };
  }, [answerId, passages, finished, written]);
  useEffect(() => publish(sources satisfies Sources), [publish, sources]);
  return sources;
}
