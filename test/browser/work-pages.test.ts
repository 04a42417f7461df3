import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setUpAdmin, type TestPerson } from '#test/support/sign-in.ts';
import { startAppliance, type TestAppliance } from '#test/support/start-appliance.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { openBrowser, type Visit } from './support/open-browser.ts';

const files = {
  'README.md': '# Ledger\n\nA small ledger service.\n',
  'src/parser.cpp': [
    '#include "parser.h"',
    '',
    '// Reads the cache type from the command line.',
    'cache_type parse_cache_type(const std::string & name) {',
    '    if (name == "f16") { return CACHE_TYPE_F16; }',
    '    throw std::invalid_argument("unknown cache type: " + name);',
    '}',
    '',
  ].join('\n'),
  'logo.bin': '\0\u0001\u0002',
};

/** Repositories, viewer, search, audit and settings, walked as a person does, on the built pages and a real appliance. */
describe('the work pages', () => {
  let folder: Awaited<ReturnType<typeof tempFolder>>;
  let box: TestAppliance;
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  let admin: TestPerson;

  beforeAll(async () => {
    folder = await tempFolder();
    writeRepository(join(folder.path, 'ledger'));
    box = await startAppliance({ pages: true });
    admin = await setUpAdmin(box);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await box?.[Symbol.asyncDispose]();
    await folder?.[Symbol.asyncDispose]();
  });

  async function open(path: string, visit?: Visit) {
    const watched = await browser.visit(box.url, visit);
    const [name = '', value = ''] = admin.cookie.split(/=(.*)/s);
    await watched.context.addCookies([{ name, value, url: box.url }]);
    await watched.page.goto(box.url + path);
    return watched;
  }

  it('imports a folder, tells its coverage, and opens a file by a few letters', async () => {
    const { page, foreign, problems } = await open('/repositories');
    await page.getByRole('button', { name: 'Add repository' }).click();
    await page.getByRole('radio', { name: 'Folder of this box' }).click();
    await page.getByLabel('Folder or file').fill(join(folder.path, 'ledger'));
    await page.getByRole('button', { name: 'Add and import' }).click();
    await page.getByText(/^Answers cite/).waitFor();
    await page.getByRole('img', { name: '2 indexed, 1 skipped, 0 failed' }).waitFor();
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
    expect(await page.getByRole('textbox', { name: 'Link to choose a password' }).inputValue()).toMatch(/\/password#\S{16,}$/);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Grace' }).click();
    await page.getByRole('button', { name: 'Suspend' }).click();
    await page.getByRole('button', { name: 'Resume' }).waitFor();
    expect((await admin.call.users.list.query()).find((user) => user.name === 'Grace')?.state).toBe('suspended');
    expect({ foreign, problems }).toEqual({ foreign: [], problems: [] });
  });

  it('has nothing serious for axe, wide in the light and narrow in the dark', async () => {
    const [ledger] = await admin.call.repositories.list.query();
    const paths = [
      '/repositories',
      '/repositories/ledger',
      `/r/ledger/${ledger?.revision?.commit}/src/parser.cpp#L4-L6`,
      '/search?q=cache',
      '/audit?record=1',
      '/settings',
      '/settings/members',
    ];
    const found: string[] = [];
    for (const visit of [
      { width: 1440, height: 900, scheme: 'light' },
      { width: 390, height: 844, scheme: 'dark' },
    ] as const) {
      for (const path of paths) {
        const { page, context } = await open(path, visit);
        await page.waitForLoadState('networkidle');
        const { violations } = await new AxeBuilder({ page }).analyze();
        const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        found.push(...serious.map(({ id, nodes }) => `${visit.width} ${path}: ${id} at ${nodes[0]?.html}`));
        await context.close();
      }
    }
    expect(found).toEqual([]);
  });
});

function writeRepository(folder: string): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.org', ...args], { cwd: folder, stdio: 'ignore' });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '--message', 'the beginning');
}
