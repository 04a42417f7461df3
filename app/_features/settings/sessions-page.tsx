'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Monitor, Smartphone } from 'lucide-react';
import { useFormatter, useNow, useTranslations } from 'next-intl';
import { useState } from 'react';
import { useFailureWords } from '#app/_data/failure.ts';
import { isLoopback } from '#app/_data/is-loopback.ts';
import type { Outputs } from '#app/_data/outputs.ts';
import { useTRPC } from '#app/_data/trpc.tsx';
import { Button } from '#app/_ui/button.tsx';
import { Card } from '#app/_ui/card.tsx';
import { Chip } from '#app/_ui/chip.tsx';
import { Confirm } from '#app/_ui/dialog.tsx';
import { ErrorState } from '#app/_ui/error-state.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Skeleton } from '#app/_ui/skeleton.tsx';
import { toastDone, toastFailed } from '#app/_ui/toast-store.ts';
import { leave } from '../sign-in/credentials.ts';
import { browserName } from './browser-name.ts';

type Session = Outputs['session']['list'][number];

/** A person's own sessions: where they are signed in, and the way to end each. */
export function SessionsPage() {
  const t = useTranslations('settings.sessions');
  const trpc = useTRPC();
  const failure = useFailureWords();
  const sessions = useQuery(trpc.session.list.queryOptions());
  return (
    <>
      <div className="mt-4 mb-3 flex items-center gap-4 max-wide:flex-wrap max-wide:gap-3">
        <p className="min-w-0 flex-1 text-ink-2 max-wide:basis-full">{t('lead')}</p>
        <SignOutEverywhere count={sessions.data?.length ?? 0} />
      </div>
      <Card aria-label={t('list')}>
        {sessions.data ? (
          <ul>
            {sessions.data.map((session) => (
              <SessionRow key={session.id} session={session} />
            ))}
          </ul>
        ) : sessions.error ? (
          <ErrorState className="p-4" error={failure(sessions.error)} />
        ) : (
          <Skeleton className="p-4" label={t('loading')} widths={['60%', '45%']} />
        )}
      </Card>
    </>
  );
}

function SessionRow({ session }: { session: Session }) {
  const t = useTranslations('settings.sessions');
  const trpc = useTRPC();
  const queries = useQueryClient();
  const failure = useFailureWords();
  const format = useFormatter();
  const now = useNow({ updateInterval: 60_000 });
  const { browser, system, isPhone } = browserName(session.userAgent);
  const revoke = useMutation(
    trpc.session.revoke.mutationOptions({
      onSuccess: () => toastDone(t('ended')),
      onError: (error) => toastFailed(failure(error)),
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.session.list.queryKey() }),
    }),
  );
  const isFresh = now.getTime() - session.lastUsedAtMs < 90_000;
  return (
    <li className="flex min-h-13 items-center gap-3 border-b border-line px-4 py-2 last:border-0">
      <Icon of={isPhone ? Smartphone : Monitor} className="text-ink-3" />
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2">
          <span className="min-w-0 truncate" title={session.userAgent}>
            {t('browser', { browser: browser ?? 'none', system: system ?? 'none' })}
          </span>
          {session.isCurrent ? <Chip tone="ok">{t('thisOne')}</Chip> : null}
        </p>
        <p className="text-12 text-ink-3">
          {session.address === '' ? '' : `${isLoopback(session.address) ? t('onBox') : t('address', { address: session.address })}, `}
          {t('since', { at: format.dateTime(session.createdAtMs, { dateStyle: 'medium', timeStyle: 'short' }) })},{' '}
          {isFresh ? t('now') : t('used', { ago: format.relativeTime(session.lastUsedAtMs, now) })}
        </p>
      </div>
      {session.isCurrent ? null : (
        <Button size="s" busy={revoke.isPending} onClick={() => revoke.mutate({ id: session.id })}>
          {t('end')}
        </Button>
      )}
    </li>
  );
}

function SignOutEverywhere({ count }: { count: number }) {
  const t = useTranslations('settings.sessions');
  const trpc = useTRPC();
  const failure = useFailureWords();
  const [open, setOpen] = useState(false);
  const all = useMutation(trpc.session.revokeAll.mutationOptions({ onSuccess: () => leave() }));
  return (
    <>
      <Button disabled={count === 0} onClick={() => setOpen(true)}>
        {t('signOutAll')}
      </Button>
      <Confirm
        open={open}
        onOpenChange={setOpen}
        title={t('signOutAllTitle')}
        lead={t('signOutAllLead', { count })}
        act={t('signOutAll')}
        keep={t('keep')}
        busy={all.isPending}
        error={all.error ? failure(all.error).message : undefined}
        onConfirm={() => all.mutate()}
      />
    </>
  );
}
