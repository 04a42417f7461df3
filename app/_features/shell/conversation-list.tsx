'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import type { Outputs } from '#app/_data/outputs.ts';
import { useTRPC } from '#app/_data/trpc.tsx';
import { dayGroups } from './day-groups.ts';
import { navClass } from './nav-class.ts';
import { useShell } from './shell-state.tsx';

/** Conversations by day, newest first; one that is being answered carries a dot. */
export function ConversationList({ initial, nowMs }: { initial: Outputs['chat']['list']; nowMs: number }) {
  const t = useTranslations('shell');
  const trpc = useTRPC();
  const id = useId();
  const { data } = useQuery({ ...trpc.chat.list.queryOptions(), initialData: initial });
  return dayGroups(data, nowMs).map((group) => (
    <section key={group.day} aria-labelledby={`${id}-${group.day}`}>
      <h2 id={`${id}-${group.day}`} className="px-2 pt-4 pb-1 text-11 font-medium text-ink-3">
        {t(`day.${group.day}`)}
      </h2>
      {group.items.map((conversation) => (
        <ConversationLink key={conversation.id} conversation={conversation} />
      ))}
    </section>
  ));
}

function ConversationLink({ conversation }: { conversation: Outputs['chat']['list'][number] }) {
  const t = useTranslations('shell');
  const path = usePathname();
  const { setDrawerOpen } = useShell();
  const href = `/c/${conversation.id}`;
  return (
    <Link
      href={href}
      prefetch={false}
      aria-current={path === href ? 'page' : undefined}
      className={navClass(false)}
      onClick={() => setDrawerOpen(false)}
    >
      <span className="min-w-0 flex-1 truncate">{conversation.title}</span>
      {conversation.busy ? (
        <>
          <span aria-hidden="true" data-keep-colour="" className="size-2 flex-none rounded-full bg-verdigris" />
          <span className="sr-only">{t('beingWritten')}</span>
        </>
      ) : null}
    </Link>
  );
}
