'use client';

import { useTranslations } from 'next-intl';
import { Button, ButtonLink } from '#app/_ui/button.tsx';
import { ErrorState } from '#app/_ui/error-state.tsx';

/** What stands in place of a page that threw. The id is Next's digest: the log line of the server carries the same. */
export function PageFailed({ id, retry }: { id: string | undefined; retry: () => void }) {
  const t = useTranslations('errorPage');
  return (
    <ErrorState
      className="max-w-[520px] rounded-card border border-line p-4"
      error={{ message: t('title'), remedy: t('lead'), id }}
      actions={
        <>
          <Button size="s" onClick={retry}>
            {t('again')}
          </Button>
          <ButtonLink size="s" look="quiet" href="/chat">
            {t('start')}
          </ButtonLink>
        </>
      }
    />
  );
}
