import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { signedIn } from '#app/_data/server.ts';
import { SessionsPage } from '#app/_features/settings/sessions-page.tsx';
import { SettingsTabs } from '#app/_features/settings/settings-tabs.tsx';
import { TopBar } from '#app/_features/shell/top-bar.tsx';
import { LeafBody } from '#app/_ui/page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('settings'))('title') };
}

/** A person's own settings. */
export default async function Page() {
  const me = await signedIn();
  const t = await getTranslations('settings');
  return (
    <>
      <TopBar title={t('title')} />
      <LeafBody label={t('title')}>
        <div className="p-5 max-wide:p-4">
          <SettingsTabs role={me.role} />
          <SessionsPage />
        </div>
      </LeafBody>
    </>
  );
}
