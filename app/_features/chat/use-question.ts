'use client';

import { useState } from 'react';
import { rememberChoice } from '../shell/theme.ts';
import type { ComposerProps } from './composer.tsx';
import { askable, SCOPE_COOKIE, scopeCookie } from './scope-choice.ts';
import { useAsk } from './use-ask.ts';
import { useDraft } from './use-drafts.ts';
import type { Repository } from './view.ts';

type Options = {
  userId: string;
  /** Where its draft is kept. */
  draft: string;
  /** Words that a link brought along; they go before a draft. */
  given?: string;
  /** The scope at first. */
  scope: readonly string[];
  repositories: readonly Repository[];
  noModel: boolean;
  /** The conversation and the message that it goes on from; absent for a new one. */
  below?: { conversationId: string; parentId?: string };
  onAsked?: () => void;
};

/** A question as it is being put together: its words, its scope, what is wanted of it, and how it is sent. The composer shows it. */
export function useQuestion(options: Options): Omit<ComposerProps, 'first' | 'onStop'> {
  const { userId, draft, given, repositories, noModel, below, onAsked } = options;
  const [text, setText] = useDraft(userId, draft, given);
  const [chosen, setChosen] = useState<readonly string[]>(options.scope);
  const [evidenceOnly, setEvidenceOnly] = useState(false);
  const { ask, sending, failure } = useAsk(() => {
    setText('');
    onAsked?.();
  });
  const ready = askable(repositories);
  const scope = chosen.filter((name) => ready.some((repository) => repository.name === name));
  const evidence = evidenceOnly || noModel;
  const mode = scope.length === 0 ? 'chat' : evidence ? 'evidence' : 'ask';
  return {
    ...{ repositories, noModel, sending, failure },
    state: { text, scope, evidenceOnly: evidence },
    onText: setText,
    onScope: setChosen,
    onEvidenceOnly: setEvidenceOnly,
    onAsk: () => {
      rememberChoice(SCOPE_COOKIE, scopeCookie(userId, scope, repositories));
      ask({ ...below, text, repositories: scope, mode });
    },
  };
}
