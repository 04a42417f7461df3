'use client';

import { TRPCClientError } from '@trpc/client';
import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import type { ErrorWords } from '#app/_ui/error-state.tsx';
import { shownParams } from '#app/messages/shown-params.ts';

type Coded = { code: string; params: object; id?: string };

/** Turns whatever a call threw into words for the person; a lost connection has its own. */
export function useFailureWords(): (error: unknown) => ErrorWords {
  const t = useTranslations('ui');
  const wordsOf = useErrorWords();
  return useCallback((error) => wordsOf(codedIn(error)) ?? { message: t('offline'), remedy: t('offlineRemedy') }, [t, wordsOf]);
}

/** Words of an error's code and parameters; null where there are none. */
export function useErrorWords(): (error: Coded | null | undefined) => ErrorWords | null {
  const t = useTranslations('errors');
  return useCallback(
    (error) => {
      if (!error) return null;
      const words = t as unknown as { (key: string, params: Record<string, string>): string; has(key: string): boolean };
      if (!words.has(`${error.code}.message`)) return null;
      const params = shownParams(error.params);
      return {
        message: words(`${error.code}.message`, params),
        remedy: words(`${error.code}.remedy`, params),
        id: error.id,
        code: error.code,
      };
    },
    [t],
  );
}

/** The code of a failed call, as the server shaped it; null where the server was not reached. */
export function codedIn(error: unknown): Coded | null {
  const data: unknown = error instanceof TRPCClientError ? error.data : null;
  if (typeof data !== 'object' || data === null || !('code' in data) || typeof data.code !== 'string') return null;
  const params = 'params' in data && typeof data.params === 'object' && data.params !== null ? data.params : {};
  return { code: data.code, params, ...('id' in data && typeof data.id === 'string' ? { id: data.id } : {}) };
}
