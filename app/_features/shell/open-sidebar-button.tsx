'use client';

import { Menu } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { IconButton } from '#app/_ui/button.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { useShell } from './shell-state.tsx';

/** On phones: opens the sidebar's drawer. */
export function OpenSidebarButton() {
  const t = useTranslations('shell');
  const { drawerOpen, setDrawerOpen } = useShell();
  return (
    <IconButton label={t('openMenu')} size="m" className="wide:hidden" aria-expanded={drawerOpen} onClick={() => setDrawerOpen(true)}>
      <Icon of={Menu} />
    </IconButton>
  );
}
