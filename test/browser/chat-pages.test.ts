import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commitFiles, initRepository } from '#test/support/make-repository.ts';
import { setUpAdmin, type TestPerson } from '#test/support/sign-in.ts';
import { startAppliance, type TestAppliance } from '#test/support/start-appliance.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { waitFor } from '#test/support/wait-for.ts';
import { seriousIn } from './support/axe.ts';
import { parser } from './support/ledger.ts';
import { openBrowser, type Visit } from './support/open-browser.ts';

/** Sign-in, new chats and answers, on the built pages and a real appliance without a model: its answers are evidence only. */
describe('the chat pages', () => {
  let folder: Awaited<ReturnType<typeof tempFolder>>;
  let box: TestAppliance;
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  let admin: TestPerson;

  beforeAll(async () => {
    folder = await tempFolder();
    const source = initRepository(join(folder.path, 'ledger'));
    commitFiles(source, { 'README.md': '# Ledger\n', 'src/parser.cpp': parser() }, 'the beginning');
    box = await startAppliance({ pages: true });
    admin = await setUpAdmin(box);
    browser = await openBrowser();
    await admin.call.repositories.add.mutate({ name: 'ledger', source: { kind: 'path', path: source } });
    await waitFor(async () => (await admin.call.repositories.list.query())[0]?.state === 'ready');
  });
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await box?.[Symbol.asyncDispose]();
    await folder?.[Symbol.asyncDispose]();
  });

  const open = (path: string, visit?: Visit) => browser.visit(box.url, { ...visit, cookie: admin.cookie, path });

  /** A conversation of evidence about the parser. @returns its id and the ids of its answers, the first first */
  async function conversationOf(questions: number): Promise<{ id: string; answerIds: string[] }> {
    let id: string | undefined;
    const answerIds: string[] = [];
    for (let asked = 0; asked < questions; asked++) {
      const text = 'Where is the cache type parsed?';
      const made = await admin.call.chat.ask.mutate({
        ...(id && { conversationId: id }),
        text,
        mode: 'evidence',
        repositories: ['ledger'],
      });
      id = made.conversationId;
      answerIds.push(made.answerId);
      await waitFor(async () => (await admin.call.chat.answer.query({ answerId: made.answerId })).state === 'done');
    }
    return { id: id ?? '', answerIds };
  }

  it('sends the page with the only repository ticked, and its fonts asked for', async () => {
    const response = await fetch(`${box.url}/chat`, { headers: { cookie: admin.cookie } });
    const html = await response.text();
    expect(html.match(/role="checkbox" aria-checked="(\w+)"/)?.[1]).toBe('true');
    const { page, problems } = await open('/chat');
    await page.waitForLoadState('networkidle');
    const fonts = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .filter(({ name }) => name.endsWith('.woff2'))
        .map(({ name }) => new URL(name).pathname),
    );
    // In the head of the response, so that they are on their way before the page is read.
    const preloaded = [...(response.headers.get('link') ?? '').matchAll(/<([^>]+\.woff2)>; rel=preload/g)].map((match) => match[1]);
    expect(preloaded).toHaveLength(2);
    // What was asked for early is what the styles use: each file is loaded once.
    expect([...fonts].sort()).toEqual([...new Set(fonts)].sort());
    expect(preloaded.filter((path) => !fonts.includes(path ?? ''))).toEqual([]);
    expect(problems).toEqual([]);
  });

  it('keeps what was typed before the page could listen, and asks it with Enter', async () => {
    const watched = await browser.visit(box.url, { cookie: admin.cookie });
    const { page } = watched;
    const { promise: typed, resolve: scriptsMayCome } = Promise.withResolvers<void>();
    await page.route(/\.js$/, async (route) => {
      await typed;
      await route.continue();
    });
    await page.goto(`${box.url}/chat`, { waitUntil: 'commit' });
    await page.locator('textarea').fill('Where is the');
    scriptsMayCome();
    await page.getByRole('button', { name: /^Find/, disabled: false }).waitFor();
    await page.waitForLoadState('networkidle');
    expect(await page.locator('textarea').inputValue()).toBe('Where is the');
    await page.locator('textarea').press('End');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('cache type parsed?');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/c\/[0-9a-f-]{36}$/);
    await page.getByText('Where is the\ncache type parsed?').first().waitFor();
    // The lines themselves, and not only where they are.
    await page.locator('pre').filter({ hasText: 'cache_type parse_cache_type' }).first().waitFor();
    expect(watched.problems).toEqual([]);
  });

  it('leads from a passage back to its answer, and by the browser’s way back to the place that was left', async () => {
    const { id, answerIds } = await conversationOf(4);
    const { page } = await open(`/c/${id}`);
    await page.waitForLoadState('networkidle');
    const first = page.locator(`#answer-${answerIds[0]}`);
    await first
      .getByRole('link', { name: /parser\.cpp/ })
      .first()
      .click();
    await page.waitForURL(/\/r\/ledger\//);
    await page.getByRole('link', { name: 'Back to the answer' }).click();
    await page.waitForURL(new RegExp(`/c/${id}#answer-${answerIds[0]}$`));
    await waitFor(() => page.evaluate(() => document.activeElement?.id === location.hash.slice(1)));
    const top = await first.evaluate((answer) => answer.getBoundingClientRect().top);
    expect(top).toBeGreaterThan(0);
    expect(top).toBeLessThan(300);
    // The page itself stays where it is: only the conversation scrolls.
    expect(await page.locator('main > header').evaluate((bar) => bar.getBoundingClientRect().top)).toBeGreaterThanOrEqual(0);
    await page.goBack();
    await page.waitForURL(/\/r\/ledger\//);
    await page.goBack();
    await page.waitForURL(new RegExp(`/c/${id}$`));
    await waitFor(() => first.getByRole('link').first().isVisible());
    await waitFor(async () => (await first.evaluate((answer) => answer.getBoundingClientRect().bottom)) > 0);
  });

  it('finds a file in the palette and gives the focus back', async () => {
    const { page } = await open('/chat');
    await page.locator('textarea').focus();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('parscpp');
    await page.getByRole('option', { name: /src\/parser\.cpp/ }).waitFor();
    await page.keyboard.press('Escape');
    await waitFor(() => page.evaluate(() => document.activeElement?.tagName === 'TEXTAREA'));
    await page.keyboard.press('Control+k');
    await page.keyboard.type('parscpp');
    await page.getByRole('option', { name: /src\/parser\.cpp/ }).click();
    await page.waitForURL(/\/r\/ledger\/[0-9a-f]{40}\/src\/parser\.cpp/);
  });

  it('has nothing serious for axe, wide in the light and narrow in the dark', async () => {
    const { id } = await conversationOf(1);
    const found: string[] = [];
    for (const visit of [
      { width: 1440, height: 900, scheme: 'light' },
      { width: 390, height: 844, scheme: 'dark' },
    ] as const) {
      for (const path of ['/chat', `/c/${id}`, '/setup', '/password', '/certificate', '/c/none']) {
        const { page, context } = await open(path, visit);
        await page.waitForLoadState('networkidle');
        found.push(...(await seriousIn(new AxeBuilder({ page }), `${visit.width} ${path}`)));
        if (path === '/chat') {
          await page.keyboard.press('Control+k');
          await page.getByRole('dialog').waitFor();
          // What lies behind it is dimmed on purpose.
          found.push(...(await seriousIn(new AxeBuilder({ page }).include('[role=dialog]'), `${visit.width} palette`)));
        }
        await context.close();
      }
      const { page, context } = await browser.visit(box.url, { ...visit, path: '/signin?ended' });
      await page.getByRole('button', { name: 'Sign in' }).click();
      found.push(...(await seriousIn(new AxeBuilder({ page }), `${visit.width} /signin`)));
      await context.close();
    }
    expect(found).toEqual([]);
  });
});
