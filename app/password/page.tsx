import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { caller } from '../_data/server.ts';
import { BoxFacts } from '../_features/sign-in/box-facts.tsx';
import { ChoosePasswordForm } from '../_features/sign-in/choose-password-form.tsx';
import { Door } from '../_features/sign-in/door.tsx';
import { PASSWORD_MINIMUM } from '../_features/sign-in/password-length.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('choosePassword'))('title'), referrer: 'no-referrer' };
}

/** A password chosen by a link that an administrator made. */
export default async function ChoosePasswordPage() {
  const t = await getTranslations('choosePassword');
  const signIn = await getTranslations('signIn');
  const box = await (await caller()).session.box();
  return (
    <Door skip={signIn('skip')} facts={<BoxFacts box={box} />}>
      <h1 className="serif text-22 tracking-[-0.01em]">{t('title')}</h1>
      <p className="mt-1 mb-5 max-w-[60ch] text-ink-2">{t('lead')}</p>
      <ChoosePasswordForm minimum={PASSWORD_MINIMUM} />
    </Door>
  );
}
