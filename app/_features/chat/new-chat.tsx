'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { Outputs } from '#app/_data/outputs.ts';
import { useTRPC } from '#app/_data/trpc.tsx';
import { LeafBody } from '#app/_ui/page.tsx';
import { NowLine } from '../queue/now-line.tsx';
import { useQueue } from '../queue/use-queue.ts';
import { TopBar } from '../shell/top-bar.tsx';
import { Composer } from './composer.tsx';
import { NEW_CONVERSATION } from './draft-store.ts';
import { ScopeCard } from './scope-card.tsx';
import { askable, lastScope } from './scope-choice.ts';
import { useAsk } from './use-ask.ts';
import { useDraft } from './use-drafts.ts';
import type { Repository } from './view.ts';

/** A chat that has no question yet: what it will be about, how busy the engine is, and where to ask. */
export function NewChat({
  userId,
  repositories: firstRepositories,
  queue: firstQueue,
  question,
  scope: givenScope,
  nowMs,
}: {
  userId: string;
  repositories: Repository[];
  queue: Outputs['queue']['view'];
  /** Words that a link brought along. */
  question: string;
  /** A scope that a link brought along; null for the last one used here. */
  scope: string[] | null;
  nowMs: number;
}) {
  const t = useTranslations('chat');
  const trpc = useTRPC();
  const { data: repositories } = useQuery({ ...trpc.repositories.list.queryOptions(), initialData: firstRepositories });
  const queue = useQueue(firstQueue);
  const [text, setText] = useDraft(userId, NEW_CONVERSATION, question);
  const [scope, setScope] = useState<string[]>(givenScope ?? []);
  const [evidenceOnly, setEvidenceOnly] = useState(false);
  const { ask, sending, failure } = useAsk(userId, () => setText(''));
  const names = askable(repositories).map((repository) => repository.name);
  const known = names.join('\n');
  useEffect(() => {
    if (givenScope === null) setScope(lastScope(window.localStorage, userId, known === '' ? [] : known.split('\n')));
  }, [givenScope, userId, known]);
  const noModel = queue.engine.state === 'none';
  const evidence = evidenceOnly || noModel;
  const send = () => ask({ text, repositories: scope, mode: scope.length === 0 ? 'chat' : evidence ? 'evidence' : 'ask' });
  return (
    <>
      <TopBar title={t('newChat')} />
      <LeafBody label={t('newChat')}>
        <div className="mx-auto flex min-h-full max-w-[704px] flex-col px-8 pt-6 max-wide:px-4 max-wide:pt-4">
          <div className="mt-auto">
            <ScopeCard repositories={repositories} scope={scope} onScope={setScope} nowMs={nowMs} />
          </div>
          <div className="sticky bottom-0 bg-linear-to-b from-transparent to-leaf to-[16px] pt-4 pb-5 max-wide:-mx-2 max-wide:pb-2">
            <NowLine queue={queue} />
            <Composer
              state={{ text, scope, evidenceOnly: evidence }}
              repositories={repositories}
              first
              sending={sending}
              failure={failure}
              noModel={noModel}
              onText={setText}
              onScope={setScope}
              onEvidenceOnly={setEvidenceOnly}
              onAsk={send}
              onStop={null}
            />
          </div>
        </div>
      </LeafBody>
    </>
  );
}
