'use client';

import { useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { BookMarked, FileSearch, type LucideIcon, MessageSquare, Scroll, Search, Settings, SquarePen } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useFormatter, useNow, useTranslations } from 'next-intl';
import { Dialog as Parts } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import type { Outputs } from '#app/_data/outputs.ts';
import { useTRPC } from '#app/_data/trpc.tsx';
import { scrimClass } from '#app/_ui/dialog.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Kbd } from '#app/_ui/kbd.tsx';
import { useShell } from '../shell/shell-state.tsx';

const SHOWN = 8;

/** Ctrl K: conversations, repositories and pages by a few letters. */
export function Palette({ role }: { role: 'member' | 'auditor' | 'admin' }) {
  const t = useTranslations('palette');
  const { paletteOpen, setPaletteOpen } = useShell();
  return (
    <Parts.Root open={paletteOpen} onOpenChange={setPaletteOpen}>
      <Parts.Portal>
        <Parts.Overlay className={scrimClass} />
        <Parts.Content
          aria-describedby={undefined}
          className="fixed top-28 left-1/2 z-50 w-[min(640px,calc(100vw-32px))] -translate-x-1/2 animate-open overflow-hidden rounded-leaf border border-line-firm bg-raised shadow-sheet max-wide:top-4"
        >
          <Parts.Title className="sr-only">{t('title')}</Parts.Title>
          {paletteOpen ? <Found role={role} /> : null}
        </Parts.Content>
      </Parts.Portal>
    </Parts.Root>
  );
}

function Found({ role }: { role: 'member' | 'auditor' | 'admin' }) {
  const t = useTranslations('palette');
  const shell = useTranslations('shell');
  const router = useRouter();
  const trpc = useTRPC();
  const { setPaletteOpen } = useShell();
  const [text, setText] = useState('');
  const conversations = useQuery(trpc.chat.list.queryOptions());
  const repositories = useQuery(trpc.repositories.list.queryOptions());
  const go = (href: string) => {
    setPaletteOpen(false);
    router.push(href);
  };
  const wanted = text.trim().toLowerCase();
  const matches = (words: string) => words.toLowerCase().includes(wanted);
  const chats = (conversations.data ?? []).filter((one) => matches(one.title)).slice(0, SHOWN);
  const repos = (repositories.data ?? []).filter((one) => matches(one.name)).slice(0, SHOWN);
  const pages: [string, string, LucideIcon][] = [
    ['/chat', shell('newChat'), SquarePen],
    ['/search', shell('codeSearch'), FileSearch],
    ['/repositories', shell('repositories'), BookMarked],
    ...(role === 'member' ? [] : ([['/audit', shell('audit'), Scroll]] satisfies [string, string, LucideIcon][])),
    ['/settings', shell('settings'), Settings],
  ];
  const shownPages = pages.filter(([, name]) => matches(name));
  return (
    <Command shouldFilter={false} label={t('title')}>
      <div className="flex h-12 items-center gap-2 border-b border-line px-4">
        <Icon of={Search} className="text-ink-3" />
        <Command.Input
          autoFocus
          value={text}
          onValueChange={setText}
          placeholder={t('placeholder')}
          className="min-w-0 flex-1 bg-transparent text-16 outline-none"
        />
        <span className="text-12 text-ink-3 max-wide:hidden">{t('allYouMayRead')}</span>
      </div>
      <Command.List className="max-h-[min(432px,60dvh)] scroll-thin overflow-auto p-1">
        <Command.Empty className="px-2 py-3 text-ink-3">{t('noMatch', { text })}</Command.Empty>
        {wanted ? (
          <Group title={t('do')}>
            <Row icon={SquarePen} onSelect={() => go(`/chat?q=${encodeURIComponent(text.trim())}`)}>
              {t('ask', { text: text.trim() })}
            </Row>
            <Row icon={FileSearch} onSelect={() => go(`/search?q=${encodeURIComponent(text.trim())}`)}>
              {t('searchCode', { text: text.trim() })}
            </Row>
          </Group>
        ) : null}
        {chats.length > 0 ? <Chats {...{ chats, wanted, go }} /> : null}
        {repos.length > 0 ? <Repositories {...{ repos, wanted, go }} /> : null}
        {shownPages.length > 0 ? (
          <Group title={t('pages')}>
            {shownPages.map(([href, name, icon]) => (
              <Row key={href} value={`page ${href}`} icon={icon} onSelect={() => go(href)}>
                <Marked words={name} text={wanted} />
              </Row>
            ))}
          </Group>
        ) : null}
      </Command.List>
      <p className="flex items-center gap-2 border-t border-line px-3 py-1.5 text-12 text-ink-3 max-wide:hidden">
        <Kbd>↑</Kbd> <Kbd>↓</Kbd> {t('move')} <Kbd>Enter</Kbd> {t('open')} <Kbd>Esc</Kbd> {t('close')}
      </p>
    </Command>
  );
}

type Listed = { wanted: string; go: (href: string) => void };

function Chats({ chats, wanted, go }: Listed & { chats: Outputs['chat']['list'] }) {
  const t = useTranslations('palette');
  const format = useFormatter();
  const now = useNow();
  return (
    <Group title={t('chats')}>
      {chats.map((one) => (
        <Row
          key={one.id}
          value={`chat ${one.id}`}
          icon={MessageSquare}
          end={format.relativeTime(one.updatedAtMs, now)}
          onSelect={() => go(`/c/${one.id}`)}
        >
          <Marked words={one.title} text={wanted} />
        </Row>
      ))}
    </Group>
  );
}

function Repositories({ repos, wanted, go }: Listed & { repos: Outputs['repositories']['list'] }) {
  const t = useTranslations('palette');
  return (
    <Group title={t('repositories')}>
      {repos.map((one) => (
        <Row
          key={one.id}
          value={`repository ${one.id}`}
          icon={BookMarked}
          end={one.branch}
          onSelect={() => go(`/repositories/${encodeURIComponent(one.name)}`)}
        >
          <Marked words={one.name} text={wanted} />
        </Row>
      ))}
    </Group>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={title}
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-1 [&_[cmdk-group-heading]]:text-12 [&_[cmdk-group-heading]]:text-ink-3"
    >
      {children}
    </Command.Group>
  );
}

function Row({
  icon,
  end,
  value,
  onSelect,
  children,
}: {
  icon: LucideIcon;
  end?: ReactNode;
  value?: string;
  onSelect: () => void;
  children: ReactNode;
}) {
  return (
    <Command.Item
      {...(value ? { value } : {})}
      onSelect={onSelect}
      className="flex h-8 cursor-pointer items-center gap-2 rounded-control px-2 data-[selected=true]:bg-pressed max-wide:h-11"
    >
      <Icon of={icon} size={14} className="text-ink-3" />
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {end ? <span className="text-12 whitespace-nowrap text-ink-3">{end}</span> : null}
    </Command.Item>
  );
}

/** The words with what was typed marked in them. */
function Marked({ words, text }: { words: string; text: string }) {
  const at = text ? words.toLowerCase().indexOf(text) : -1;
  if (at < 0) return words;
  return (
    <>
      {words.slice(0, at)}
      <mark>{words.slice(at, at + text.length)}</mark>
      {words.slice(at + text.length)}
    </>
  );
}
