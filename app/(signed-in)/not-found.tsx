import { FileX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { ButtonLink } from '#app/_ui/button.tsx';
import { EmptyState } from '#app/_ui/empty-state.tsx';

/** Something that is not there, or not this person's; the sidebar stays. */
export default function NotFound() {
  const t = useTranslations('errorPage');
  return (
    <div className="grid flex-1 place-items-center">
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
    </div>
  );
}
