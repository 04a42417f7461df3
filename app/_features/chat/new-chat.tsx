'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import type { Outputs } from '#app/_data/outputs.ts';
import { useTRPC } from '#app/_data/trpc.tsx';
import { LeafBody } from '#app/_ui/page.tsx';
import { NowLine } from '../queue/now-line.tsx';
import { useQueue } from '../queue/use-queue.ts';
import { TopBar } from '../shell/top-bar.tsx';
import { Composer } from './composer.tsx';
import { NEW_CONVERSATION } from './draft-store.ts';
import { ScopeCard } from './scope-card.tsx';
import { useQuestion } from './use-question.ts';
import type { Repository } from './view.ts';

/** A chat that has no question yet: what it will be about, how busy the engine is, and where to ask. */
export function NewChat({
  userId,
  repositories: firstRepositories,
  queue: firstQueue,
  question,
  scope,
  nowMs,
}: {
  userId: string;
  repositories: Repository[];
  queue: Outputs['queue']['view'];
  /** Words that a link brought along. */
  question: string;
  /** The scope at first: one that a link brought along, else the last one used here. */
  scope: string[];
  nowMs: number;
}) {
  const t = useTranslations('chat');
  const trpc = useTRPC();
  const { data: repositories } = useQuery({ ...trpc.repositories.list.queryOptions(), initialData: firstRepositories });
  const queue = useQueue(firstQueue);
  const noModel = queue.engine.state === 'none';
  const asking = useQuestion({ userId, draft: NEW_CONVERSATION, given: question, scope, repositories, noModel });
  return (
    <>
      <TopBar title={t('newChat')} />
      <LeafBody label={t('newChat')}>
        <div className="mx-auto flex min-h-full max-w-[704px] flex-col px-8 pt-6 max-wide:px-4 max-wide:pt-4">
          <div className="mt-auto">
            <ScopeCard repositories={repositories} scope={asking.state.scope} onScope={asking.onScope} nowMs={nowMs} />
          </div>
          <div className="sticky bottom-0 bg-linear-to-b from-transparent to-leaf to-[16px] pt-4 pb-5 max-wide:-mx-2 max-wide:pb-2">
            <NowLine queue={queue} />
            <Composer {...asking} first onStop={null} />
          </div>
        </div>
      </LeafBody>
    </>
  );
}
