'use client';

import { TRPCClientError } from '@trpc/client';
import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import type { ErrorWords } from '#app/_ui/error-state.tsx';

/** Words of a failed call as the server shaped them: { code, message, remedy, id }. */
export function wordsFromServer(error: unknown): ErrorWords | null {
  if (!(error instanceof TRPCClientError)) return null;
  const data: unknown = error.data;
  if (typeof data !== 'object' || data === null || !('message' in data) || typeof data.message !== 'string') return null;
  const text = (name: string) =>
    name in data && typeof data[name as keyof typeof data] === 'string' ? String(data[name as keyof typeof data]) : undefined;
  return { message: data.message, remedy: text('remedy'), id: text('id'), code: text('code') };
}

/** Turns whatever a call threw into words; a lost connection has its own. */
export function useFailureWords(): (error: unknown) => ErrorWords {
  const t = useTranslations('ui');
  return useCallback((error) => wordsFromServer(error) ?? { message: t('offline'), remedy: t('offlineRemedy') }, [t]);
}
