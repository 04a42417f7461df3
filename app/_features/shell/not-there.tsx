import { FileX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { ButtonLink } from '#app/_ui/button.tsx';
import { EmptyState } from '#app/_ui/empty-state.tsx';

/** What is not there, or not this person's, and the way back to the start. */
export function NotThere() {
  const t = useTranslations('errorPage');
  return (
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
  );
}
