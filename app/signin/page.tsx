import { CircleHelp, LogOut } from 'lucide-react';
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { caller } from '../_data/server.ts';
import { BoxFacts } from '../_features/sign-in/box-facts.tsx';
import { Door } from '../_features/sign-in/door.tsx';
import { NotSetUp } from '../_features/sign-in/not-set-up.tsx';
import { SignInForm } from '../_features/sign-in/sign-in-form.tsx';
import { Banner } from '../_ui/banner.tsx';
import { Icon } from '../_ui/icon.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('signIn'))('submit') };
}

/** The sign-in, or how to set the box up while it has no administrator. */
export default async function SignInPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const t = await getTranslations('signIn');
  const server = await caller();
  const [me, box, asked, sent] = await Promise.all([server.session.me(), server.session.box(), searchParams, headers()]);
  if (me) redirect('/chat');
  const help = (
    <>
      <Icon of={CircleHelp} className="mt-0.5 text-ink-3" />
      <p>{t('help')}</p>
    </>
  );
  return (
    <Door skip={t('skip')} facts={<BoxFacts box={box} />} help={box.needsSetUp ? undefined : help}>
      {box.needsSetUp ? (
        <NotSetUp origin={`${box.secure ? 'https' : 'http'}://${sent.get('host') ?? box.hostName}`} command={box.consoleCommand} />
      ) : (
        <SignInForm host={box.hostName.split('.')[0] ?? box.hostName} to={typeof asked.to === 'string' ? asked.to : '/'}>
          {asked.ended === undefined ? null : (
            <Banner tone="warn" boxed icon={LogOut} className="mt-4">
              <p>{t('ended')}</p>
              <p className="mt-1 text-12 text-ink-2">{t('endedKept')}</p>
            </Banner>
          )}
          {asked.chosen === undefined ? null : (
            <Banner tone="ok" boxed className="mt-4">
              {t('passwordChosen')}
            </Banner>
          )}
        </SignInForm>
      )}
    </Door>
  );
}
