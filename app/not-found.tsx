import { FileX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { ButtonLink } from './_ui/button.tsx';
import { EmptyState } from './_ui/empty-state.tsx';

/** An address without a page. */
export default function NotFound() {
  const t = useTranslations('errorPage');
  return (
    <main className="grid min-h-dvh place-items-center">
      <EmptyState
        icon={FileX}
        title={t('notFound')}
        actions={
          <ButtonLink href="/chat" size="s">
            {t('start')}
          </ButtonLink>
        }
      >
        {t('notFoundLead')}
      </EmptyState>
    </main>
  );
}
