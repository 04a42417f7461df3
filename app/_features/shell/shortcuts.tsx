'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { Dialog } from '#app/_ui/dialog.tsx';
import { Kbd } from '#app/_ui/kbd.tsx';
import { useShell } from './shell-state.tsx';

/** Fired on the window: the composer takes focus, a running answer stops. Parts of a page that know how to listen do. */
export const FOCUS_COMPOSER = 'cloister:focus-composer';

/** Is somebody typing there? Then a bare letter is a letter. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** Keys that work on every page. Reload, find and the browser's own keys are never taken. */
export function useShellKeys(): void {
  const router = useRouter();
  const { toggleRail, setPaletteOpen, setShortcutsOpen } = useShell();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const mod = event.ctrlKey || event.metaKey;
      const key = event.key.toLowerCase();
      const acts: [boolean, () => void][] = [
        [mod && event.shiftKey && key === 'o', () => router.push('/chat')],
        [mod && !event.shiftKey && key === 'k', () => setPaletteOpen(true)],
        [mod && !event.shiftKey && !event.altKey && key === 'b', toggleRail],
        [mod && event.shiftKey && key === 's', toggleRail],
        [mod && !event.shiftKey && key === '.', () => router.push('/settings')],
        [event.shiftKey && key === 'escape', () => window.dispatchEvent(new Event(FOCUS_COMPOSER))],
        [!mod && key === '?' && !isTyping(event.target), () => setShortcutsOpen(true)],
        [mod && key === '/', () => setShortcutsOpen(true)],
      ];
      const found = acts.find(([matches]) => matches);
      if (!found) return;
      event.preventDefault();
      found[1]();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [router, toggleRail, setPaletteOpen, setShortcutsOpen]);
}

const lists = {
  everywhere: [
    ['newChat', ['Ctrl', 'Shift', 'O']],
    ['search', ['Ctrl', 'K']],
    ['sidebar', ['Ctrl', 'B']],
    ['settings', ['Ctrl', '.']],
    ['shortcuts', ['?']],
  ],
  chat: [
    ['send', ['Enter']],
    ['newLine', ['Shift', 'Enter']],
    ['stop', ['Esc']],
    ['composer', ['Shift', 'Esc']],
    ['citations', ['[', ']']],
  ],
  lists: [
    ['move', ['J', 'K']],
    ['open', ['Enter']],
    ['query', ['/']],
  ],
  code: [
    ['findFile', ['T']],
    ['permalink', ['Y']],
    ['sources', ['[', ']']],
  ],
} as const;

/** What the keys do, in one dialog. */
export function ShortcutSheet() {
  const t = useTranslations('shortcuts');
  const { shortcutsOpen, setShortcutsOpen } = useShell();
  return (
    <Dialog open={shortcutsOpen} onOpenChange={setShortcutsOpen} title={t('title')}>
      {(['everywhere', 'chat', 'lists', 'code'] as const).map((part) => (
        <section key={part} aria-label={t(part)}>
          <h3 className="mb-1 text-12 text-ink-3">{t(part)}</h3>
          <ul>
            {lists[part].map(([name, keys]) => (
              <li key={name} className="flex h-8 items-center justify-between gap-4 border-b border-line last:border-0">
                <span>{t(name)}</span>
                <span className="flex gap-1">
                  {keys.map((key) => (
                    <Kbd key={key} className="max-wide:inline">
                      {key}
                    </Kbd>
                  ))}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </Dialog>
  );
}
