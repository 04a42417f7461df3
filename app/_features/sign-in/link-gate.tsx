'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useTRPC } from '#app/_data/trpc.tsx';
import { ButtonLink } from '#app/_ui/button.tsx';
import { ErrorState } from '#app/_ui/error-state.tsx';
import { Skeleton } from '#app/_ui/skeleton.tsx';
import { useLinkSecret } from './use-link-secret.ts';

/**
 * What stands behind a link that works once. One that is used, expired or none is said before anybody thinks of a password; looking
 * does not use it up. Where the look itself fails the form stands: sending it decides.
 */
export function LinkGate({ purpose, children }: { purpose: 'firstAdmin' | 'setPassword'; children: (secret: string) => ReactNode }) {
  const t = useTranslations(purpose === 'firstAdmin' ? 'setUp.link' : 'choosePassword.link');
  const trpc = useTRPC();
  const secret = useLinkSecret();
  const { data, isPending } = useQuery({
    ...trpc.session.link.queryOptions({ secret: secret ?? '', purpose }),
    enabled: secret !== null && secret !== '',
    retry: false,
    // The page stays right while it is filled in: what changes meanwhile is said when it is sent.
    staleTime: Number.POSITIVE_INFINITY,
  });
  const state = secret === '' ? 'missing' : data?.state;
  if (secret === null || (isPending && state !== 'missing')) return <Skeleton label={t('looking')} widths={['60%', '100%', '40%']} />;
  if (state === undefined || state === 'usable') return children(secret);
  const actions =
    state === 'used' ? (
      <ButtonLink href="/signin" look="ink">
        {t('signIn')}
      </ButtonLink>
    ) : null;
  return <ErrorState error={{ message: t(state), remedy: t(`${state}Remedy`) }} actions={actions} />;
}
