import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commitFiles, initRepository } from '#test/support/make-repository.ts';
import { setUpAdmin, type TestPerson } from '#test/support/sign-in.ts';
import { startAppliance, type TestAppliance } from '#test/support/start-appliance.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { waitFor } from '#test/support/wait-for.ts';
import { parser } from './support/ledger.ts';
import { openBrowser } from './support/open-browser.ts';

const script = {
  answers: {
    'command line?': 'The name goes to `parse_cache_type` [1]. The rest is done by `parse_the_moon` [2]. A third knows [9].',
    'cache type named?': 'Its name goes to `parse_cache_type`.',
  },
  source: ' [1]',
};

/** What a person sees of citations, over the real protocol and pages, with an engine that says what the script says. */
describe('a cited answer', () => {
  const resources = new AsyncDisposableStack();
  let box: TestAppliance;
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  let ada: TestPerson;

  beforeAll(async () => {
    const folder = resources.use(await tempFolder());
    const ledger = initRepository(join(folder.path, 'ledger'));
    // A definition that two files hold, so that two passages are found.
    const sources = { 'src/parser.cpp': parser(), 'src/lexer.cpp': parser(undefined, 'lexer.h') };
    commitFiles(ledger, { 'README.md': '# Ledger\n\nA small service.\n', ...sources }, 'everything');
    box = resources.use(await startAppliance({ script }));
    ada = await setUpAdmin(box);
    await ada.call.repositories.add.mutate({ name: 'ledger', source: { kind: 'path', path: ledger } });
    await waitFor(async () => (await ada.call.repositories.list.query())[0]?.revision, { what: 'the import' });
    browser = resources.use(await openBrowser());
  });
  afterAll(() => resources.disposeAsync());

  async function ask(question: string) {
    const watched = await browser.visit(box.url, { cookie: ada.cookie, path: '/chat' });
    await watched.page.getByRole('checkbox', { checked: true }).first().waitFor();
    await watched.page.locator('textarea').fill(question);
    await watched.page.locator('textarea').press('Enter');
    await watched.page.waitForURL(/\/c\/[0-9a-f-]{36}$/);
    return watched;
  }

  it('says of each mark whether it is verified, by what or why not, and each opens the lines', async () => {
    const { page, foreign, problems } = await ask('Where is the cache type parsed from the command line?');
    const notes = page.getByRole('list', { name: 'Cited sources' }).getByRole('listitem');
    await notes.filter({ hasText: 'Verified, parse_cache_type' }).waitFor();
    await notes.filter({ hasText: 'Unverified. parse_the_moon does not occur in these lines.' }).waitFor();
    // A number that was never given leads nowhere.
    await page.getByRole('img', { name: 'Citation 9, unverified' }).waitFor();
    await notes.filter({ hasText: 'Unverified. No passage in the prompt had this number.' }).waitFor();
    await page.getByRole('radio', { name: 'Passages 2' }).click();
    await page.getByRole('list', { name: 'Passages found' }).getByText('in the prompt').nth(1).waitFor();
    const answer = page.url();
    for (const name of ['Citation 1, verified', 'Citation 2, unverified']) {
      await page.goto(answer);
      const cited = (await mark(page, name).getAttribute('href')) ?? '';
      await mark(page, name).click();
      await page.waitForURL(box.url + cited);
      const line = /^\/r\/ledger\/[0-9a-f]{40}\/src\/\w+\.cpp\?.*#L(\d+)-L\d+$/.exec(cited)?.[1];
      await page.getByRole('link', { name: `Line ${line}`, exact: true }).waitFor();
      await page.getByText('parse_cache_type', { exact: false }).first().waitFor();
    }
    expect({ foreign, problems }).toEqual({ foreign: [], problems: [] });
  });

  it('says in its trail that the source was asked for, where the model gave none by itself', async () => {
    const { page, foreign, problems } = await ask('Where is the cache type named?');
    await mark(page, 'Citation 1, verified').waitFor();
    await page.reload();
    await mark(page, 'Citation 1, verified').waitFor();
    await page.locator('summary').click();
    await page.getByText(/The model was asked for its source/).waitFor();
    await mark(page, 'Citation 1, verified').click();
    await page.waitForURL(/\/src\/\w+\.cpp\?.*#L\d+-L\d+$/);
    expect({ foreign, problems }).toEqual({ foreign: [], problems: [] });
  });
});

/** The number in the answer's text, not its note beside it. */
function mark(page: Page, name: string) {
  return page.getByRole('link', { name, exact: true });
}
