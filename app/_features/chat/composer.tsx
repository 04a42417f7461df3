'use client';

import { BookDashed, BookMarked, Plus, Square } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type FormEvent, type KeyboardEvent, useEffect, useLayoutEffect, useRef } from 'react';
import { Button, IconButton } from '#app/_ui/button.tsx';
import { Chip } from '#app/_ui/chip.tsx';
import { ErrorState, type ErrorWords } from '#app/_ui/error-state.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Menu, MenuCheck, MenuItem, MenuLabel } from '#app/_ui/menu.tsx';
import { FOCUS_COMPOSER } from '../shell/shortcuts.tsx';
import { QUESTION_MAX_BYTES } from './question-limit.ts';
import { askable } from './scope-choice.ts';
import type { Repository } from './view.ts';

const MAX_HEIGHT_SHARE = 0.4;

export type ComposerState = {
  text: string;
  scope: readonly string[];
  evidenceOnly: boolean;
};

export type ComposerProps = {
  state: ComposerState;
  repositories: readonly Repository[];
  /** The first question of a conversation. */
  first: boolean;
  sending: boolean;
  failure: ErrorWords | null;
  noModel: boolean;
  onText: (text: string) => void;
  onScope: (scope: string[]) => void;
  onEvidenceOnly: (on: boolean) => void;
  onAsk: () => void;
  /** Given while an answer is being written. */
  onStop: (() => void) | null;
};

/** Where a question is written: its scope above, below it evidence only, and Ask, which is Stop while an answer is being written. */
export function Composer(props: ComposerProps) {
  const { state, repositories, first, sending, failure, noModel, onText, onScope, onAsk, onStop } = props;
  const t = useTranslations('chat');
  const area = useRef<HTMLTextAreaElement>(null);
  const { text, scope } = state;
  const sizeBytes = new TextEncoder().encode(text).length;
  const tooLong = sizeBytes > QUESTION_MAX_BYTES;
  const mayAsk = !tooLong && !(noModel && scope.length === 0);
  useAutosize(area, text);
  useTypedEarly(area, onText);
  useFocusOnCall(area, first);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '') area.current?.focus();
    else if (mayAsk && !onStop && !sending) onAsk();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // 229: an input method still holds the word, whatever the browser says about composing.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing || event.keyCode === 229) return;
    submit(event);
  };
  return (
    <form
      aria-label={t('message')}
      onSubmit={submit}
      className="rounded-leaf border border-line-control bg-raised pt-3 pr-3 pb-2 pl-4 focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-verdigris"
    >
      <ScopeChips scope={scope} repositories={repositories} onScope={onScope} />
      <textarea
        ref={area}
        rows={1}
        aria-label={t('question')}
        aria-invalid={tooLong || undefined}
        placeholder={t(first ? 'placeholderFirst' : onStop ? 'placeholderBusy' : 'placeholder')}
        className="mt-1 mb-2 block w-full resize-none bg-transparent text-16 outline-none scroll-thin"
        value={text}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {tooLong ? (
        <p role="alert" className="mb-2 text-12 text-madder">
          {t('tooLong', { size: Math.ceil(sizeBytes / 1024), limit: QUESTION_MAX_BYTES / 1024 })}
        </p>
      ) : null}
      {failure ? <ErrorState error={failure} className="mb-2" /> : null}
      <ComposerFoot {...props} mayAsk={mayAsk} />
    </form>
  );
}

/** Below the question: evidence only, and Ask, which is Stop while an answer is being written. */
function ComposerFoot({ state, sending, noModel, onEvidenceOnly, onStop, mayAsk }: ComposerProps & { mayAsk: boolean }) {
  const t = useTranslations('chat');
  const { scope, evidenceOnly } = state;
  return (
    <div className="flex items-center gap-2">
      {scope.length > 0 ? (
        <Button
          size="s"
          look="quiet"
          className="-ml-2"
          aria-pressed={evidenceOnly}
          disabled={noModel}
          title={t('evidenceOnlyHint')}
          onClick={() => onEvidenceOnly(!evidenceOnly)}
        >
          {t('evidenceOnly')}
        </Button>
      ) : null}
      {noModel ? <span className="text-12 text-ink-3 max-wide:hidden">{t(scope.length > 0 ? 'noModel' : 'noModelNoScope')}</span> : null}
      <span className="ml-auto" />
      {onStop ? (
        <Button look="ink" size="s" onClick={onStop}>
          <Icon of={Square} size={12} />
          {t('stop')}
          <span className="text-12 opacity-75 max-wide:hidden">Esc</span>
        </Button>
      ) : (
        <Button type="submit" look="ink" size="s" busy={sending} disabled={!mayAsk}>
          {t(evidenceOnly && scope.length > 0 ? 'find' : 'ask')}
          <span className="text-12 opacity-75 max-wide:hidden">Enter</span>
        </Button>
      )}
    </div>
  );
}

function ScopeChips({
  scope,
  repositories,
  onScope,
}: {
  scope: readonly string[];
  repositories: readonly Repository[];
  onScope: (scope: string[]) => void;
}) {
  const t = useTranslations('chat');
  const ready = askable(repositories);
  const toggle = (name: string, on: boolean) => onScope(on ? [...scope, name] : scope.filter((one) => one !== name));
  return (
    <div className="flex flex-wrap items-center gap-1">
      {scope.map((name) => (
        <Chip key={name} size="l">
          <Icon of={BookMarked} size={14} />
          {name} · {repositories.find((one) => one.name === name)?.branch ?? ''}
        </Chip>
      ))}
      {scope.length === 0 ? (
        <Chip size="l">
          <Icon of={BookDashed} size={14} />
          {t('noRepository')}
        </Chip>
      ) : null}
      <Menu
        align="start"
        side="top"
        className="w-64"
        trigger={
          <IconButton label={t('changeScope')} size="xs">
            <Icon of={Plus} size={14} />
          </IconButton>
        }
      >
        <MenuLabel>{t('scope')}</MenuLabel>
        {ready.map((repository) => (
          <MenuCheck
            key={repository.id}
            checked={scope.includes(repository.name)}
            onCheckedChange={(on) => toggle(repository.name, on === true)}
            end={repository.branch}
          >
            {repository.name}
          </MenuCheck>
        ))}
        {ready.length === 0 ? <MenuItem disabled>{t('noneReady')}</MenuItem> : null}
      </Menu>
    </div>
  );
}

function useAutosize(area: React.RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const box = area.current;
    if (!box) return;
    void text;
    box.style.height = 'auto';
    box.style.height = `${Math.min(box.scrollHeight, window.innerHeight * MAX_HEIGHT_SHARE)}px`;
  }, [area, text]);
}

/** What was typed before the page could listen is not lost. */
function useTypedEarly(area: React.RefObject<HTMLTextAreaElement | null>, onText: (text: string) => void): void {
  const hear = useRef(onText);
  useEffect(() => {
    const typed = area.current?.value ?? '';
    if (typed !== '') hear.current(typed);
  }, [area]);
}

function useFocusOnCall(area: React.RefObject<HTMLTextAreaElement | null>, atOnce: boolean): void {
  useEffect(() => {
    const focus = () => area.current?.focus();
    // On a touch screen the keyboard would cover the page before it was seen.
    if (atOnce && window.matchMedia('(pointer: fine)').matches) focus();
    window.addEventListener(FOCUS_COMPOSER, focus);
    return () => window.removeEventListener(FOCUS_COMPOSER, focus);
  }, [area, atOnce]);
}
