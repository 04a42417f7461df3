import { Download } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { caller } from '../_data/server.ts';
import { BoxFacts } from '../_features/sign-in/box-facts.tsx';
import { Door } from '../_features/sign-in/door.tsx';
import { ButtonLink, buttonClass } from '../_ui/button.tsx';
import { Facts } from '../_ui/card.tsx';
import { Icon } from '../_ui/icon.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('certificate'))('title') };
}

/** How a device comes to trust the box's own authority. Open to strangers: they need it before they can sign in. */
export default async function CertificatePage() {
  const t = await getTranslations('certificate');
  const signIn = await getTranslations('signIn');
  const box = await (await caller()).session.box();
  const own = box.certificate?.own ?? false;
  const title = own ? t('title') : box.certificate ? t('site') : t('none');
  const lead = own ? t('lead') : box.certificate ? t('siteLead') : t('noneLead');
  return (
    <Door skip={signIn('skip')} facts={<BoxFacts box={box} />}>
      <h1 className="serif text-22 tracking-[-0.01em]">{title}</h1>
      <p className="mt-1 max-w-[60ch] text-ink-2">{lead}</p>
      {own ? (
        <>
          <h2 className="mt-5 text-13 font-semibold">{t('compareTitle')}</h2>
          <p className="mt-1 text-ink-2">{t('compare')}</p>
          {box.certificate ? (
            <p className="mt-2 font-mono text-11 text-ink">
              {box.certificate.fingerprint.match(/.{1,48}/g)?.map((line) => (
                <span key={line} className="block whitespace-nowrap max-wide:whitespace-normal max-wide:[overflow-wrap:anywhere]">
                  {line}
                </span>
              ))}
            </p>
          ) : null}
          <p className="mt-3">
            <a href="/certificate/ca.crt" download className={buttonClass()}>
              <Icon of={Download} size={14} />
              {t('download')}
            </a>
          </p>
          <h2 className="mt-5 mb-2 text-13 font-semibold">{t('trustTitle')}</h2>
          <Facts
            facts={(['windows', 'mac', 'linux', 'firefox'] as const).map((system) => ({ name: t(system), value: t(`${system}How`) }))}
          />
        </>
      ) : null}
      <p className="mt-5">
        <ButtonLink href="/signin" look="quiet" className="-ml-3">
          {t('back')}
        </ButtonLink>
      </p>
    </Door>
  );
}
