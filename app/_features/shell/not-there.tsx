import { FileX, ShieldX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { ButtonLink } from '#app/_ui/button.tsx';
import { EmptyState } from '#app/_ui/empty-state.tsx';
import { TopBar } from './top-bar.tsx';

type What = 'page' | 'repository' | 'revision';

/** What is not there, or not this person's, and the way back. */
export function NotThere({ what = 'page' }: { what?: What }) {
  const t = useTranslations('errorPage');
  return (
    <EmptyState
      icon={FileX}
      title={t(`notFound.${what}`)}
      actions={
        <ButtonLink href={what === 'page' ? '/chat' : '/repositories'} size="s">
          {t(what === 'page' ? 'start' : 'repositories')}
        </ButtonLink>
      }
    >
      {t(`notFoundLead.${what}`)}
    </EmptyState>
  );
}

/** The same on a leaf beside the sidebar; its bar leads to the menu on phones. */
export function NotThereLeaf({ what = 'page' }: { what?: What }) {
  const t = useTranslations('errorPage');
  return (
    <>
      <TopBar title={t('notFoundTitle')} />
      <div className="grid flex-1 place-items-center">
        <NotThere what={what} />
      </div>
    </>
  );
}

/** A page that is there, and not for this person. */
export function RefusedLeaf() {
  const t = useTranslations('errorPage');
  return (
    <>
      <TopBar title={t('refusedTitle')} />
      <div className="grid flex-1 place-items-center">
        <EmptyState
          icon={ShieldX}
          title={t('refused')}
          actions={
            <ButtonLink href="/chat" size="s">
              {t('start')}
            </ButtonLink>
          }
        >
          {t('refusedLead')}
        </EmptyState>
      </div>
    </>
  );
}
