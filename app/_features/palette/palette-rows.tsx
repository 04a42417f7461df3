'use client';

import { Command } from 'cmdk';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Icon } from '#app/_ui/icon.tsx';

/** Rows of the palette under one heading. */
export function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={title}
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-12 [&_[cmdk-group-heading]]:text-ink-3"
    >
      {children}
    </Command.Group>
  );
}

/** Something that the palette can do or go to. */
export function Row({
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
      className="group flex h-8 cursor-pointer items-center gap-2 rounded-control px-2 data-[selected=true]:bg-pressed max-wide:h-11"
    >
      <Icon of={icon} size={14} className="text-ink-3" />
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {end ? <span className="text-12 whitespace-nowrap text-ink-3 group-data-[selected=true]:text-ink-2">{end}</span> : null}
    </Command.Item>
  );
}

/** The words with what was typed marked in them. */
export function Marked({ words, text }: { words: string; text: string }) {
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
