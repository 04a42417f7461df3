'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { GitCommitHorizontal } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useCallback, useMemo, useState } from 'react';
import { useFailureWords } from '#app/_data/failure.ts';
import type { Outputs } from '#app/_data/outputs.ts';
import { useTRPC } from '#app/_data/trpc.tsx';
import { Chip } from '#app/_ui/chip.tsx';
import { cn } from '#app/_ui/class-names.ts';
import { Icon } from '#app/_ui/icon.tsx';
import { scrollable } from '#app/_ui/page.tsx';
import { toastFailed } from '#app/_ui/toast-store.ts';
import { SourceSheet, SourcesButton } from '../ask/source-sheet.tsx';
import { SourcesProvider } from '../ask/sources-context.tsx';
import { useQueue } from '../queue/use-queue.ts';
import { shortRevision } from '../repositories/revision-words.ts';
import { TopBar } from '../shell/top-bar.tsx';
import { columns } from './columns.ts';
import { Composer } from './composer.tsx';
import { ConversationMenu } from './conversation-menu.tsx';
import { ExchangeView } from './exchange.tsx';
import { NewestPill } from './newest-pill.tsx';
import { type Choices, choicesTo, exchanges, shownThread } from './thread.ts';
import { useConversationKeys } from './use-conversation-keys.ts';
import { useQuestion } from './use-question.ts';
import { useReadingPlace } from './use-reading-place.ts';
import { type Answer, type Conversation, isUnfinished, type Repository } from './view.ts';

type Props = { userId: string; conversation: Conversation; repositories: Repository[]; queue: Outputs['queue']['view'] };

/** A conversation: questions, answers with their evidence beside them, and the next question below. */
export function ConversationPage(props: Props) {
  return (
    <SourcesProvider>
      <ConversationBody {...props} />
      <SourceSheet />
    </SourcesProvider>
  );
}

function ConversationBody({ userId, conversation: first, repositories: firstRepositories, queue: firstQueue }: Props) {
  const t = useTranslations('chat');
  const trpc = useTRPC();
  const { data: conversation } = useQuery({ ...trpc.chat.get.queryOptions({ conversationId: first.id }), initialData: first });
  const { data: repositories } = useQuery({ ...trpc.repositories.list.queryOptions(), initialData: firstRepositories });
  const queue = useQueue(firstQueue);
  const [choices, setChoices] = useState<Choices>({});
  const thread = useMemo(() => shownThread(conversation.messages, choices), [conversation.messages, choices]);
  const pairs = useMemo(() => exchanges(thread), [thread]);
  const choose = useCallback((parentId: string | null, id: string) => setChoices((before) => ({ ...before, [parentId ?? '']: id })), []);
  const answering = thread.map((shown) => shown.message.answer).findLast(isUnfinished);
  const { stop, again, stopping } = useAnswerActs(conversation.id, choose);
  const scroll = useReadingPlace(conversation.id, thread.at(-1)?.message.answer, (answerId) => {
    const message = conversation.messages.find((one) => one.answer?.id === answerId);
    if (message) setChoices((before) => ({ ...before, ...choicesTo(conversation.messages, message.id) }));
  });
  const hasSources = conversation.messages.some((message) => (message.answer?.scope.length ?? 0) > 0);
  useConversationKeys(answering ? () => stop(answering) : null);
  return (
    <>
      <TopBar title={conversation.title} about={<ScopeChip conversation={conversation} />}>
        <SourcesButton />
        <ConversationMenu conversationId={conversation.id} title={conversation.title} />
      </TopBar>
      <section
        ref={scroll.scrollRef}
        aria-label={t('conversation')}
        {...scrollable}
        className="min-h-0 flex-1 scroll-thin overflow-auto scroll-pt-4 scroll-pb-40 focus-visible:-outline-offset-2"
      >
        <div ref={scroll.contentRef} className="flex min-h-full flex-col px-8 pt-6 max-wide:px-4 max-wide:pt-4">
          {pairs.map((pair) => (
            <ExchangeView
              key={pair.question?.message.id ?? pair.answer?.message.id}
              pair={pair}
              conversationId={conversation.id}
              repositories={repositories}
              queue={queue}
              withMargin={hasSources}
              stopping={stopping}
              onChoose={choose}
              onStop={stop}
              onAgain={again}
            />
          ))}
          <div className={cn(columns(hasSources), 'sticky bottom-0 flex-1 items-end')}>
            <div className="relative bg-linear-to-b from-transparent to-leaf to-[16px] pt-4 pb-5 max-wide:-mx-2 max-wide:pb-2">
              <NewestPill shown={!scroll.isAtBottom} onClick={() => void scroll.scrollToBottom({ animation: 'instant' })} />
              <FollowUp
                userId={userId}
                conversation={conversation}
                parentId={thread.at(-1)?.message.author === 'assistant' ? (thread.at(-1)?.message.id ?? null) : null}
                repositories={repositories}
                noModel={queue.engine.state === 'none'}
                onStop={answering ? () => stop(answering) : null}
                onAsked={() => void scroll.scrollToBottom({ animation: 'instant' })}
              />
            </div>
            {hasSources ? <div className="pointer-events-none self-stretch border-l border-line max-margin:hidden" /> : null}
          </div>
        </div>
      </section>
    </>
  );
}

function ScopeChip({ conversation }: { conversation: Conversation }) {
  const t = useTranslations('chat');
  if (conversation.scope.length === 0) return <Chip className="max-wide:hidden">{t('noRepository')}</Chip>;
  return conversation.scope.map((entry) => (
    <Chip key={entry.repository} mono className="max-wide:hidden">
      <Icon of={GitCommitHorizontal} size={12} />
      {entry.repository}@{shortRevision(entry.revision)}
    </Chip>
  ));
}

/** Stop and answer again. A new variant is shown at once. */
function useAnswerActs(conversationId: string, choose: (parentId: string | null, id: string) => void) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const failureWords = useFailureWords();
  const onError = (error: unknown) => toastFailed(failureWords(error));
  const key = trpc.chat.get.queryKey({ conversationId });
  const stopping = useMutation(trpc.chat.stop.mutationOptions({ onError }));
  const regenerating = useMutation(
    trpc.chat.regenerate.mutationOptions({
      onError,
      onSuccess: async (made) => {
        await queries.invalidateQueries({ queryKey: key });
        const variant = queries.getQueryData(key)?.messages.find((message) => message.answer?.id === made.answerId);
        if (variant) choose(variant.parentId, variant.id);
      },
    }),
  );
  const { mutate: stopAnswer } = stopping;
  const { mutate: regenerate } = regenerating;
  const stop = useCallback((answer: Answer) => stopAnswer({ answerId: answer.id }), [stopAnswer]);
  const again = useCallback((answer: Answer) => regenerate({ answerId: answer.id }), [regenerate]);
  return { stop, again, stopping: stopping.isPending };
}

function FollowUp({
  userId,
  conversation,
  parentId,
  repositories,
  noModel,
  onStop,
  onAsked,
}: {
  userId: string;
  conversation: Conversation;
  parentId: string | null;
  repositories: Repository[];
  noModel: boolean;
  onStop: (() => void) | null;
  onAsked: () => void;
}) {
  const asking = useQuestion({
    userId,
    draft: conversation.id,
    scope: conversation.scope.map((entry) => entry.repository),
    repositories,
    noModel,
    below: { conversationId: conversation.id, ...(parentId ? { parentId } : {}) },
    onAsked,
  });
  return <Composer {...asking} first={false} onStop={onStop} />;
}
