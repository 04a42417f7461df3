'use client';

import { useTranslations } from 'next-intl';
import { CopyButton } from '#app/_ui/copy-button.tsx';

/** How to make a git bundle, in one line to copy. */
export function BundleHelp() {
  const t = useTranslations('repositories');
  const ui = useTranslations('ui');
  const command = 'git bundle create repository.bundle --all';
  return (
    <details className="mt-3 text-left text-12">
      <summary className="cursor-pointer text-center text-verdigris">{t('bundleHelp')}</summary>
      <p className="mt-2">{t('bundleHelpText')}</p>
      <p className="mt-1 flex items-center rounded-control bg-well pl-2">
        <code className="min-w-0 flex-1 py-1 text-ink [overflow-wrap:anywhere]">{command}</code>
        <CopyButton text={command} label={ui('copy')} size="xs" />
      </p>
    </details>
  );
}
