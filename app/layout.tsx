import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import { NextIntlClientProvider } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { DataProvider } from './_data/trpc.tsx';
import { THEME_COOKIE, themeFrom } from './_features/shell/theme.ts';
import { Toaster } from './_ui/toast.tsx';
import { TooltipScope } from './_ui/tooltip.tsx';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Cloister', template: '%s · Cloister' },
  robots: { index: false, follow: false },
};
export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'light dark' };

/** Every page. Awaiting the headers makes each of them rendered per request, so that its scripts carry the request's nonce. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get('x-nonce') ?? undefined;
  const theme = themeFrom((await cookies()).get(THEME_COOKIE)?.value);
  const t = await getTranslations('ui');
  return (
    <html lang="en-GB" {...(theme === 'system' ? {} : { 'data-theme': theme })}>
      <body>
        <NextIntlClientProvider>
          <DataProvider>
            <TooltipScope>{children}</TooltipScope>
          </DataProvider>
          <Toaster label={t('notifications')} closeLabel={t('close')} nonce={nonce} />
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
