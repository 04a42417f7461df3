import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setUpAdmin, TEST_PASSWORD, type TestPerson } from '#test/support/sign-in.ts';
import { startAppliance, type TestAppliance } from '#test/support/start-appliance.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { waitFor } from '#test/support/wait-for.ts';
import { seriousOn } from './support/axe.ts';
import { changeLedger, writeLedger } from './support/ledger.ts';
import { openBrowser, type Visit } from './support/open-browser.ts';

/** Repositories, viewer, search, audit and settings, walked as a person does, on the built pages and a real appliance. */
describe('the work pages', () => {
  let folder: Awaited<ReturnType<typeof tempFolder>>;
  let box: TestAppliance;
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  let admin: TestPerson;

  beforeAll(async () => {
    folder = await tempFolder();
    writeLedger(join(folder.path, 'ledger'));
    box = await startAppliance({ pages: true });
    admin = await setUpAdmin(box);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await box?.[Symbol.asyncDispose]();
    await folder?.[Symbol.asyncDispose]();
  });

  const open = (path: string, visit?: Visit) => browser.visit(box.url, { ...visit, cookie: admin.cookie, path });

  it('imports a folder, tells its coverage, and opens a file by a few letters', async () => {
    const { page, foreign, problems } = await open('/repositories');
    await page.getByRole('button', { name: 'Add repository' }).click();
    await page.getByRole('radio', { name: 'Folder on this box' }).click();
    await page.getByLabel('Folder or file').fill(join(folder.path, 'ledger'));
    await page.getByRole('button', { name: 'Add and import' }).click();
    await page.getByText(/^Answers cite/).waitFor();
    await page.getByRole('img', { name: /^\d indexed, \d skipped, 0 failed$/ }).waitFor();
    await page.getByRole('link', { name: 'Browse' }).click();
    await page.getByRole('treeitem', { name: 'README.md' }).waitFor();
    await page.keyboard.press('t');
    await page.keyboard.type('parcpp');
    await page.getByRole('link', { name: /parser\.cpp/ }).click();
    await page.getByText('parse_cache_type', { exact: false }).first().waitFor();
    await page.getByRole('link', { name: 'Line 4' }).click();
    await page.getByRole('link', { name: 'Line 6' }).click({ modifiers: ['Shift'] });
    expect(new URL(page.url()).hash).toBe('#L4-L6');
    expect(await page.getByText('4–6 selected').count()).toBe(1);
    expect({ foreign, problems }).toEqual({ foreign: [], problems: [] });
  });

  it('finds words, opens the lines, and says plainly where nothing is found', async () => {
    const { page, foreign } = await open('/search');
    await page.getByLabel('Query').fill('parse cache type');
    await page.keyboard.press('Enter');
    await page.getByRole('article').first().waitFor();
    expect(await page.getByRole('article').first().textContent()).toContain('src/parser.cpp');
    expect(await page.locator('mark').count()).toBeGreaterThan(0);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/r\/ledger\/[0-9a-f]{40}\/src\/parser\.cpp#L\d+/);
    await page.goBack();
    await page.getByLabel('Query').fill('zzyzx');
    await page.keyboard.press('Enter');
    await page.getByText(/^Not found in ledger @ [0-9a-f]{7}/).waitFor();
    await page.getByRole('radio', { name: 'Regular expression' }).click();
    await page.getByLabel('Query').fill('(');
    await page.keyboard.press('Enter');
    await page.getByText(/not a regular expression/i).waitFor();
    expect(foreign).toEqual([]);
  });

  it('shows an auditor a record with its proof, filters, verifies and exports', async () => {
    const { page, foreign, problems } = await open('/audit');
    await page
      .getByRole('button', { name: /^repository\.imported, record/ })
      .first()
      .click();
    await page.getByText('Proven').waitFor();
    expect(await page.getByText(/proves nothing against somebody who holds its key/).count()).toBeGreaterThan(0);
    await page.getByText('Sign-ins', { exact: true }).click();
    await page.waitForURL(/action=session\.opened/);
    await page.getByRole('status').getByText('1 record', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Verify now' }).click();
    await page.getByText('Whole, 0 gaps').waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('menuitem', { name: /JSON Lines/ }).click();
    const lines = readFileSync(await (await download).path(), 'utf8')
      .trim()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line).action)).toEqual(['session.opened']);
    expect({ foreign, problems }).toEqual({ foreign: [], problems: [] });
  });

  it('adds a member by a link that is shown once, and suspends them', async () => {
    const { page, foreign, problems } = await open('/settings/members');
    await page.getByRole('button', { name: 'Add member' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Grace');
    await page.getByRole('button', { name: 'Add and make a link' }).click();
    const link = await page.getByRole('textbox', { name: 'Link to choose a password' }).inputValue();
    expect(link).toMatch(/\/password#\S{16,}$/);
    await page.getByText(/no network door is open/).waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    // The link does not say by which name to sign in, so choosing a password is the first sign-in too.
    const theirs = await browser.visit(box.url);
    await theirs.page.goto(link);
    await theirs.page.getByLabel('New password').fill(TEST_PASSWORD);
    await theirs.page.getByLabel('Password again').fill(TEST_PASSWORD);
    await theirs.page.getByRole('button', { name: 'Set password' }).click();
    await theirs.page.waitForURL(/\/chat$/);
    await theirs.page.getByText('Grace').waitFor();
    // Whoever opens it again is told so before they think of a password.
    await theirs.page.goto(`${box.url}/settings`);
    await theirs.page.goto(link);
    await theirs.page.getByText('This link was used already.').waitFor();
    expect(await theirs.page.getByLabel('New password').count()).toBe(0);
    await page.getByRole('button', { name: 'Grace' }).click();
    await page.getByRole('button', { name: 'Suspend' }).click();
    await page.getByRole('button', { name: 'Resume' }).waitFor();
    expect((await admin.call.users.list.query()).find((user) => user.name === 'Grace')?.state).toBe('suspended');
    expect({ foreign, problems }).toEqual({ foreign: [], problems: [] });
  });

  it('says what cannot be shown, and where to go from there', async () => {
    const commit = await citedCommit();
    const { page } = await open('/repositories');
    const shows = async (path: string, words: string | RegExp) => {
      await page.goto(box.url + path);
      await page.getByText(words).first().waitFor();
    };
    await shows(`/r/ledger/${commit}/logo.bin`, 'logo.bin is not text, so it is not shown.');
    await shows(`/r/ledger/${commit}/src/gone.cpp`, /^src\/gone\.cpp is not in revision/);
    await shows(`/r/ledger/${'0'.repeat(40)}/src/parser.cpp`, 'Revision 0000000 is not on this box');
    await shows(`/r/ledger/${commit}/letter.txt`, 'not UTF-8, read as Latin-1');
    await page.getByText('Grüße').waitFor();
    await shows(`/r/ledger/${commit}/rows.py#L99990`, 'row_99989 = 99989');
    await shows('/r/nobody/main', 'This revision is not on this box');
    await shows('/repositories/nobody', 'This repository is not on this box');
    // The sidebar stays: somebody who is signed in is still inside.
    await page.getByRole('link', { name: 'Audit log' }).waitFor();
    await page.getByRole('main').getByRole('link', { name: 'All repositories' }).click();
    await page.waitForURL(/\/repositories$/);
    await shows('/nothing/here', 'There is no page here');
  });

  it('marks a revision that answers no longer cite, on a phone too', async () => {
    const before = await citedCommit();
    const after = changeLedger(join(folder.path, 'ledger'));
    await admin.call.repositories.update.mutate({ repository: 'ledger' });
    await waitFor(async () => (await citedCommit()) === after);
    const { page } = await open(`/r/ledger/${before}/src/parser.cpp`, { width: 390, height: 844 });
    await page.getByRole('button', { name: `Revision: main @ ${before.slice(0, 7)}, older than what answers cite` }).click();
    await page.getByRole('menuitemradio', { name: /answers cite this one/ }).click();
    await page.waitForURL(new RegExp(after));
    await page.getByText('q8_0').waitFor();
  });

  it('gives the audit log and the members to the keyboard, and the focus back', async () => {
    const { page } = await open('/audit');
    const rows = page.getByRole('row');
    await rows.nth(2).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    const record = page.getByRole('complementary', { name: /^Record \d+$/ });
    await record.getByText('Proven').waitFor();
    await page.keyboard.press('Escape');
    await record.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-record'))).toMatch(/^\d+$/);
    await page.keyboard.press('Enter');
    await record.waitFor();
    await page.keyboard.press('/');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('search');
    await page.goto(`${box.url}/settings/members`);
    await page.getByRole('button', { name: 'Grace' }).waitFor();
    await page.keyboard.press('j');
    await page.getByRole('complementary', { name: 'Ada' }).waitFor();
    await page.keyboard.press('j');
    await page.getByRole('complementary', { name: 'Grace' }).waitFor();
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.activeElement?.textContent?.includes('Grace'));
  });

  it('has nothing serious for axe, wide and narrow, in the light and in the dark', async () => {
    const commit = await citedCommit();
    const paths = [
      '/repositories',
      '/repositories/ledger',
      '/repositories/nobody',
      `/r/ledger/${commit}`,
      `/r/ledger/${commit}/src/parser.cpp#L4-L6`,
      `/r/ledger/${commit}/logo.bin`,
      '/search?q=cache',
      '/search?q=zzyzx',
      '/audit?record=1',
      '/audit?text=zzyzx',
      '/settings',
      '/settings/members',
    ];
    const { page } = await open('/settings');
    expect(await seriousOn(page, { origin: box.url, paths })).toEqual([]);
  });

  async function citedCommit(): Promise<string> {
    return (await admin.call.repositories.get.query({ repository: 'ledger' })).revision?.commit ?? '';
  }
});
