'use client';

import { useTranslations } from 'next-intl';
import { isLoopback } from '#app/_data/is-loopback.ts';

/**
 * Names who acted. Nobody's name is known before a sign-in: there it is the place, and the box itself is said in words. A part of the
 * appliance is said to be one.
 */
export function useWho(): (actor: { kind: string; name: string }) => string {
  const t = useTranslations('audit');
  return ({ kind, name }) => {
    if (kind === 'system') return t('appliancePart', { part: name });
    return kind === 'stranger' && isLoopback(name) ? t('thisBox') : name;
  };
}

/** Says a word of the log's closed lists (reasons, kinds) in the page's words; any other text as it is. */
export function useWord(): (field: string, text: string) => string {
  const t = useTranslations('audit.value');
  return (field, text) => (/^\w+$/.test(text) && t.has(`${field}.${text}`) ? t(`${field}.${text}`) : text);
}
