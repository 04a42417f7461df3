import { Check } from 'lucide-react';
import type { Metadata } from 'next';
import { useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { caller } from '../_data/server.ts';
import { PASSWORD_MINIMUM } from '../_features/sign-in/password-length.ts';
import { SetUpForm } from '../_features/sign-in/set-up-form.tsx';
import { ButtonLink } from '../_ui/button.tsx';
import { Card, CardBody, CardHead } from '../_ui/card.tsx';
import { cn } from '../_ui/class-names.ts';
import { CloisterMark, Icon } from '../_ui/icon.tsx';

export async function generateMetadata(): Promise<Metadata> {
  // The secret stands behind the # and is never sent; no other page is told from which address one came.
  return { title: (await getTranslations('setUp'))('title'), referrer: 'no-referrer' };
}

/** The first administrator, by the link of the terminal. */
export default async function SetUpPage() {
  const t = await getTranslations('setUp');
  const box = await (await caller()).session.box();
  return (
    <div className="grid h-dvh grid-cols-[304px_minmax(0,1fr)] max-wide:grid-cols-1 max-wide:grid-rows-[auto_minmax(0,1fr)]">
      <Steps />
      <main className="my-2 mr-2 overflow-auto rounded-leaf border border-line bg-leaf max-wide:m-0 max-wide:rounded-none max-wide:border-x-0 max-wide:border-b-0">
        <div className="mx-auto max-w-[720px] px-8 py-6 max-wide:p-4">
          {box.needsSetUp ? (
            <>
              <h1 className="serif text-22 tracking-[-0.01em]">{t('title')}</h1>
              <p className="mt-1 mb-5 text-ink-2">{t('lead')}</p>
              <Card aria-labelledby="you">
                <CardHead id="you" title={t('you')} end={t('noDefault')} />
                <CardBody>
                  <SetUpForm minimum={PASSWORD_MINIMUM} />
                </CardBody>
              </Card>
            </>
          ) : (
            <>
              <h1 className="serif text-22 tracking-[-0.01em]">{t('done')}</h1>
              <p className="mt-1 mb-5 text-ink-2">{t('doneLead')}</p>
              <ButtonLink href="/signin" look="ink">
                {t('signIn')}
              </ButtonLink>
            </>
          )}
        </div>
      </main>
    </div>
  );
}

function Steps() {
  const t = useTranslations('setUp');
  return (
    <aside aria-label={t('steps')} className="flex flex-col pt-8 pr-6 pb-6 pl-8 max-wide:px-4 max-wide:py-3">
      <div className="mb-8 flex h-7 items-center gap-2 max-wide:mb-2">
        <CloisterMark size={24} />
        <span className="serif text-18">Cloister</span>
      </div>
      <ol className="max-wide:flex max-wide:gap-2">
        <Step state="done" mark={<Icon of={Check} size={12} />} title={t('stepStarted')} then={t('stepStartedThen')} />
        <Step state="now" mark="2" title={t('stepAdmin')} then={t('stepAdminThen')} />
        <Step state="next" mark="3" title={t('stepRepository')} then={t('stepRepositoryThen')} />
        <Step state="next" mark="4" title={t('stepMembers')} then={t('stepMembersThen')} last />
      </ol>
    </aside>
  );
}

function Step({
  state,
  mark,
  title,
  then,
  last = false,
}: {
  state: 'done' | 'now' | 'next';
  mark: ReactNode;
  title: string;
  then: string;
  last?: boolean;
}) {
  return (
    <li
      aria-current={state === 'now' ? 'step' : undefined}
      className={cn(
        'relative grid grid-cols-[24px_1fr] gap-3 pb-5 text-ink-3 max-wide:pb-0',
        !last &&
          'wide:before:absolute wide:before:top-7 wide:before:bottom-1 wide:before:left-[11.5px] wide:before:w-px wide:before:bg-line-firm',
        state !== 'now' && 'max-wide:grid-cols-[24px]',
      )}
    >
      <span
        className={cn(
          'grid size-6 place-items-center rounded-full border border-line-firm text-12 font-medium',
          state === 'done' && 'border-verdigris-line bg-verdigris-wash text-verdigris',
          state === 'now' && 'border-ink bg-ink text-ink-inverse',
        )}
      >
        {mark}
      </span>
      <span className={state === 'now' ? '' : 'max-wide:sr-only'}>
        <span className={cn('block leading-6 font-medium', state !== 'next' && 'text-ink')}>{title}</span>
        <span className="block text-12 max-wide:hidden">{then}</span>
      </span>
    </li>
  );
}
