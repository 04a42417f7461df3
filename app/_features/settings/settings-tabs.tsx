'use client';

import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { LinkTabs } from '#app/_ui/tabs.tsx';

/** The pages of the settings, those of an administrator only for one. */
export function SettingsTabs({ role }: { role: string }) {
  const t = useTranslations('settings.tabs');
  const path = usePathname();
  const pages = [
    { href: '/settings', label: t('sessions') },
    ...(role === 'admin' ? [{ href: '/settings/members', label: t('members') }] : []),
  ];
  return <LinkTabs label={t('label')} tabs={pages.map((page) => ({ ...page, current: path === page.href }))} />;
}
