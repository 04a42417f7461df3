'use client';

import { ChevronsUpDown, LogOut, Settings } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Avatar } from '#app/_ui/avatar.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Menu, MenuChoice, MenuChoices, MenuItem, MenuLine } from '#app/_ui/menu.tsx';
import { leave } from '../sign-in/credentials.ts';
import { navClass } from './nav-class.ts';
import type { SidebarData } from './sidebar-data.ts';
import { chooseTheme, type Theme, themes } from './theme.ts';

/** Theme, settings, sign-out. */
export function AccountMenu({ me, theme, rail }: { me: SidebarData['me']; theme: Theme; rail: boolean }) {
  const t = useTranslations('shell');
  const router = useRouter();
  const [chosen, setChosen] = useState(theme);
  const choose = (value: string) => {
    const next = themes.find((one) => one === value) ?? 'system';
    setChosen(next);
    chooseTheme(next);
  };
  return (
    <Menu
      align="start"
      side="top"
      className="w-56"
      trigger={
        <button type="button" className={navClass(rail)} title={rail ? me.name : undefined}>
          <Avatar name={me.name} small />
          <span className={rail ? 'sr-only' : 'min-w-0 flex-1 truncate'}>{me.name}</span>
          {rail ? null : <span className="text-12 text-ink-3">{t(`role.${me.role}`)}</span>}
          <span className="sr-only">{t('accountMenu')}</span>
          {rail ? null : <Icon of={ChevronsUpDown} size={12} className="text-ink-3" />}
        </button>
      }
    >
      <MenuChoices label={t('theme')} value={chosen} onValueChange={choose}>
        {themes.map((one) => (
          <MenuChoice key={one} value={one} onSelect={(event) => event.preventDefault()}>
            {t(`themes.${one}`)}
          </MenuChoice>
        ))}
      </MenuChoices>
      <MenuLine />
      <MenuItem icon={<Icon of={Settings} />} onSelect={() => router.push('/settings')}>
        {t('settings')}
      </MenuItem>
      <MenuItem icon={<Icon of={LogOut} />} onSelect={() => void leave()}>
        {t('signOut')}
      </MenuItem>
    </Menu>
  );
}
