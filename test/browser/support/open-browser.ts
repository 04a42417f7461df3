import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Every request of the context that left the box; a test expects it to stay empty. */
export type Watched = { page: Page; context: BrowserContext; foreign: string[]; problems: string[] };

/** Debian's Chromium: `await using browser = await openBrowser()`. */
export async function openBrowser(): Promise<
  AsyncDisposable & { browser: Browser; visit(origin: string, options?: Visit): Promise<Watched> }
> {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
  return {
    browser,
    visit: (origin, options) => openWatchedPage(browser, origin, options),
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

export type Visit = {
  width?: number;
  height?: number;
  scheme?: 'light' | 'dark';
  /** Whose visit it is: the Cookie header of a session. */
  cookie?: string;
  /** A page that is opened at once. */
  path?: string;
};

/**
 * A page of a person's own, whose every request is looked at: what does not go to `origin` is noted and refused, and what the
 * page complains about (an exception, a blocked script, a failed load) is noted too.
 */
async function openWatchedPage(
  browser: Browser,
  origin: string,
  { width = 1440, height = 900, scheme = 'light', cookie, path }: Visit = {},
): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    ignoreHTTPSErrors: true,
    // Else a look at the page can fall into the middle of a change of colour.
    reducedMotion: 'reduce',
  });
  const foreign: string[] = [];
  const problems: string[] = [];
  const isOwn = (url: string) => url.startsWith('data:') || url.startsWith('blob:') || new URL(url).host === new URL(origin).host;
  await context.route(
    (url) => !isOwn(url.href),
    (route) => {
      foreign.push(route.request().url());
      return route.abort();
    },
  );
  const page = await context.newPage();
  page.on('websocket', (socket) => {
    if (!isOwn(socket.url())) foreign.push(socket.url());
  });
  page.on('pageerror', (error) => problems.push(`exception: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()} (${message.location().url})`);
  });
  if (cookie !== undefined) {
    const [name = '', value = ''] = cookie.split(/=(.*)/s);
    await context.addCookies([{ name, value, url: origin }]);
  }
  if (path !== undefined) await page.goto(origin + path);
  return { page, context, foreign, problems };
}
