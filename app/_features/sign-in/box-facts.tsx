import { Check, Server, ShieldCheck } from 'lucide-react';
import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import type { Outputs } from '#app/_data/outputs.ts';
import { Icon } from '#app/_ui/icon.tsx';
import { BoxClock } from './box-clock.tsx';
import { Fact } from './fact.tsx';

const DAY_MS = 86_400_000;

/** What a person should know of the box before giving it a password: its name, its clock, its certificate. */
export function BoxFacts({ box }: { box: Outputs['session']['box'] }) {
  const t = useTranslations('signIn');
  return (
    <aside
      aria-label={t('box')}
      className="grid content-start gap-5 border-l border-line px-6 pt-7 pb-8 max-wide:gap-4 max-wide:border-t max-wide:border-l-0 max-wide:p-4"
    >
      <h2 className="-mb-2 text-13 leading-7 font-semibold">{t('box')}</h2>
      <Fact icon={<Icon of={Server} />} title={<span className="font-mono text-12">{box.hostName}</span>}>
        <p>{t(box.secure ? 'hostLead' : 'hostLocal')}</p>
      </Fact>
      <BoxClock timeMs={box.timeMs} />
      <CertificateFact box={box} />
    </aside>
  );
}

function CertificateFact({ box }: { box: Outputs['session']['box'] }) {
  const t = useTranslations('signIn');
  const format = useFormatter();
  const { certificate } = box;
  if (!certificate) {
    return (
      <Fact icon={<Icon of={ShieldCheck} />} title={t('noCertificate')}>
        <p>{t('noCertificateLead')}</p>
      </Fact>
    );
  }
  const bytes = certificate.fingerprint.split(':');
  const days = Math.floor((certificate.validUntilMs - box.timeMs) / DAY_MS);
  return (
    <Fact icon={<Icon of={ShieldCheck} />} title={t(certificate.own ? 'ownCertificate' : 'siteCertificate')}>
      <p className="mt-0.5 flex gap-1">
        <Icon of={Check} size={14} className="mt-px text-verdigris" />
        <span>
          <b className="font-medium text-verdigris">
            {t('validUntil', { date: format.dateTime(certificate.validUntilMs, { day: 'numeric', month: 'short', year: 'numeric' }) })}
          </b>
          , {t('days', { days })}
        </span>
      </p>
      <p className="mt-1">
        {t('fingerprint')}
        <br />
        <code className="text-11 whitespace-nowrap text-ink">
          {bytes.slice(0, 6).join(':')} … {bytes.slice(-6).join(':')}
        </code>
      </p>
      {certificate.own ? (
        <p className="mt-1">
          {t('compare')}{' '}
          <Link href="/certificate" className="link">
            {t('trust')}
          </Link>
        </p>
      ) : null}
    </Fact>
  );
}
