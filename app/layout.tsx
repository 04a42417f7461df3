import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import { NextIntlClientProvider } from 'next-intl';
import type { ReactNode } from 'react';
import { DataProvider } from './_data/trpc.tsx';
import { THEME_COOKIE, themeFrom } from './_features/shell/theme.ts';
import { FontPreload } from './_ui/font-preload.tsx';
import { StyleNonce } from './_ui/style-nonce.tsx';
import { Toaster } from './_ui/toast.tsx';
import { TooltipScope } from './_ui/tooltip.tsx';
import './globals.css';

const mark =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20" fill="none" stroke="#00645c" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><path d="M2.5 17.5V9a7.5 7.5 0 0 1 15 0v8.5M6.5 17.5v-8a3.5 3.5 0 0 1 7 0v8M1 17.5h18"/></svg>';

export const metadata: Metadata = {
  title: { default: 'Cloister', template: '%s · Cloister' },
  robots: { index: false, follow: false },
  // Inside the page itself, so that it is neither a static file of its own nor a request.
  icons: { icon: `data:image/svg+xml,${encodeURIComponent(mark)}` },
};
export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'light dark' };

/** Every page. Awaiting the headers makes each of them rendered per request, so that its scripts carry the request's nonce. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get('x-nonce') ?? undefined;
  const theme = themeFrom((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <html lang="en-GB" {...(theme === 'system' ? {} : { 'data-theme': theme })}>
      <body>
        <FontPreload />
        <StyleNonce nonce={nonce} />
        <NextIntlClientProvider>
          <DataProvider>
            <TooltipScope>{children}</TooltipScope>
          </DataProvider>
          <Toaster />
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
