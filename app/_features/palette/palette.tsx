'use client';

import { useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { BookMarked, Box, Cpu, FileSearch, type LucideIcon, MessageSquare, Scroll, Search, Settings, SquarePen } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useFormatter, useNow, useTranslations } from 'next-intl';
import { Dialog as Parts } from 'radix-ui';
import { type KeyboardEvent, useState } from 'react';
import type { Outputs } from '#app/_data/outputs.ts';
import { useTRPC } from '#app/_data/trpc.tsx';
import { scrimClass } from '#app/_ui/dialog.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Kbd } from '#app/_ui/kbd.tsx';
import { useFocusReturn } from '#app/_ui/use-focus-return.ts';
import { useShell } from '../shell/shell-state.tsx';
import { FoundFiles } from './found-files.tsx';
import { Group, Marked, Row } from './palette-rows.tsx';

const SHOWN = 8;

/** Ctrl K: conversations, repositories and pages by a few letters. */
export function Palette({ role }: { role: 'member' | 'auditor' | 'admin' }) {
  const t = useTranslations('palette');
  const { paletteOpen, setPaletteOpen } = useShell();
  const giveFocusBack = useFocusReturn(paletteOpen);
  return (
    <Parts.Root open={paletteOpen} onOpenChange={setPaletteOpen}>
      <Parts.Portal>
        <Parts.Overlay className={scrimClass} />
        <Parts.Content
          aria-describedby={undefined}
          onCloseAutoFocus={giveFocusBack}
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
  const ask = () => go(`/chat?q=${encodeURIComponent(text.trim())}`);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || text.trim() === '') return;
    event.preventDefault();
    ask();
  };
  const wanted = text.trim().toLowerCase();
  const matches = (words: string) => words.toLowerCase().includes(wanted);
  const chats = (conversations.data ?? []).filter((one) => matches(one.title)).slice(0, SHOWN);
  const repos = (repositories.data ?? []).filter((one) => matches(one.name)).slice(0, SHOWN);
  const shownPages = usePages(role).filter(([, name]) => matches(name));
  return (
    <Command shouldFilter={false} label={t('title')} onKeyDown={onKeyDown}>
      <div className="flex h-12 items-center gap-2 border-b border-line px-4">
        <Icon of={Search} className="text-ink-3" />
        <Command.Input
          value={text}
          onValueChange={setText}
          placeholder={t('placeholder')}
          className="min-w-0 flex-1 bg-transparent text-16 outline-none"
        />
        <span className="text-12 text-ink-3 max-wide:hidden">{t('allYouMayRead')}</span>
      </div>
      <Command.List className="max-h-[min(480px,60dvh)] scroll-thin overflow-auto p-1">
        <Command.Empty className="px-2 py-3 text-ink-3">{t('noMatch', { text })}</Command.Empty>
        {wanted ? (
          <Group title={t('do')}>
            <Row icon={SquarePen} end={<Kbd>{t('keyAsk')}</Kbd>} onSelect={ask}>
              {t('ask', { text: text.trim() })}
            </Row>
            <Row icon={FileSearch} onSelect={() => go(`/search?q=${encodeURIComponent(text.trim())}`)}>
              {t('searchCode', { text: text.trim() })}
            </Row>
          </Group>
        ) : null}
        {chats.length > 0 ? <Chats {...{ chats, wanted, go }} /> : null}
        {repos.length > 0 ? <Repositories {...{ repos, wanted, go }} /> : null}
        <FoundFiles repositories={repositories.data ?? []} text={text.trim()} go={go} />
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

function usePages(role: 'member' | 'auditor' | 'admin'): [string, string, LucideIcon][] {
  const shell = useTranslations('shell');
  const runningPages: [string, string, LucideIcon][] = [
    ['/engine', shell('engine'), Cpu],
    ['/models', shell('models'), Box],
    ['/audit', shell('audit'), Scroll],
  ];
  return [
    ['/chat', shell('newChat'), SquarePen],
    ['/search', shell('codeSearch'), FileSearch],
    ['/repositories', shell('repositories'), BookMarked],
    ...(role === 'member' ? [] : runningPages),
    ['/settings', shell('settings'), Settings],
  ];
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
          end={format.relativeTime(one.updatedAtMs, { now, style: 'short' })}
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
