import { expect, it } from 'vitest';
import { callAs } from '#test/support/sign-in.ts';
import { startAppliance } from '#test/support/start-appliance.ts';
import { starterModelFile } from '#test/support/starter-model.ts';
import { openBrowser } from './support/open-browser.ts';

const BUNDLE = 'node_modules/node-llama-cpp/llama/gitRelease.bundle';
const QUESTION = 'Where is the KV cache quantisation type parsed from the command line?';
const PASSWORD = 'correct horse battery staple';

/** What a person does on the first day, with the real starter model and the whole of llama.cpp. */
it('leads from the set-up link to a cited answer about llama.cpp, and its lines, and its record', async () => {
  await using box = await startAppliance({ pages: true, model: await starterModelFile() });
  await using browser = await openBrowser();
  const { page, foreign, problems } = await browser.visit(box.url);

  // Whoever opens the page first does not become the administrator.
  await page.goto(box.url);
  await page.getByRole('heading', { name: 'Not set up yet' }).waitFor();
  await page.goto(box.setUpLink ?? 'no link');
  await page.getByLabel('Name').fill('Ada');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByLabel('Password again').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await page.waitForURL(/\/repositories$/);

  await page.getByRole('button', { name: 'Add repository' }).click();
  await page.locator('input[type=file]').setInputFiles(BUNDLE);
  await page.getByRole('dialog').getByLabel('Name').fill('llama.cpp');
  await page.getByRole('button', { name: 'Add and import' }).click();
  await page.getByRole('img', { name: /^3,?\d{3} indexed, / }).waitFor({ timeout: 300_000 });

  await page.goto(`${box.url}/chat`);
  // The one repository is in scope without a click.
  await page.getByRole('checkbox', { checked: true }).first().waitFor();
  await page.locator('textarea').fill(QUESTION);
  await page.locator('textarea').press('Enter');
  await page.waitForURL(/\/c\/[0-9a-f-]{36}$/);
  await page.getByText('common/arg.cpp').filter({ visible: true }).first().waitFor({ timeout: 60_000 });
  const shown = page.url();
  // The answer belongs to its job: a reload in mid-answer goes on with it.
  await page.reload();
  await page.getByText(/first token after/).waitFor({ timeout: 300_000 });
  expect(page.url()).toBe(shown);

  // What the model itself cites, in the place where it cites it, says how it was checked and leads to the lines.
  const citation = page.getByRole('link', { name: /^Citation \d+, (verified|unverified)$/ }).first();
  await page
    .getByText(/^(Verified|Unverified\.)$/)
    .filter({ visible: true })
    .first()
    .waitFor();
  const cited = new URL((await citation.getAttribute('href')) ?? '', box.url);
  await citation.click();
  await page.waitForURL(/\/r\/llama\.cpp\/[0-9a-f]{40}\/\S+\?.*#L\d+/);
  expect(page.url()).toBe(cited.href);
  const line = /#L(\d+)/.exec(page.url())?.[1];
  await page.getByRole('link', { name: `Line ${line}`, exact: true }).waitFor();

  await page.goto(`${box.url}/audit`);
  for (const action of ['question.asked', 'answer.stored', 'file.opened', 'repository.imported', 'session.opened']) {
    await page.getByText(action, { exact: true }).first().waitFor();
  }

  const cookies = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  expect(await callAs(box.url, cookies).session.me.query()).toMatchObject({ name: 'Ada', role: 'admin' });
  await page.getByRole('button', { name: /Ada/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL(/\/signin/);
  expect(await callAs(box.url, cookies).session.me.query()).toBeNull();
  expect({ foreign, problems }).toEqual({ foreign: [], problems: [] });
});
