import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commitFiles, initRepository } from '#test/support/make-repository.ts';
import { addPerson, setUpAdmin, type TestPerson } from '#test/support/sign-in.ts';
import { startAppliance, type TestAppliance } from '#test/support/start-appliance.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { waitFor } from '#test/support/wait-for.ts';
import { openBrowser } from './support/open-browser.ts';

const LAST_WORDS = 'scripted';

/** The built pages over an appliance whose engine crashed until it was given up. */
describe('an engine that was given up', () => {
  const resources = new AsyncDisposableStack();
  let box: TestAppliance;
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  let admin: TestPerson;
  let member: TestPerson;

  beforeAll(async () => {
    const folder = resources.use(await tempFolder());
    const source = initRepository(join(folder.path, 'ledger'));
    commitFiles(source, { 'src/parser.cpp': 'cache_type parse_cache_type(const std::string & name);\n' }, 'the beginning');
    box = resources.use(await startAppliance({ script: { answers: {}, source: '', isGivenUp: true } }));
    admin = await setUpAdmin(box);
    member = await addPerson(box, 'Grace');
    await admin.call.repositories.add.mutate({ name: 'ledger', source: { kind: 'path', path: source } });
    await waitFor(async () => (await admin.call.repositories.list.query())[0]?.revision, { what: 'the import' });
    browser = resources.use(await openBrowser());
  });
  afterAll(() => resources.disposeAsync());

  async function open(person: TestPerson, path: string) {
    const watched = await browser.visit(box.url);
    const [name = '', value = ''] = person.cookie.split(/=(.*)/s);
    await watched.context.addCookies([{ name, value, url: box.url }]);
    await watched.page.goto(box.url + path);
    return watched;
  }

  it('is said to a member in a sentence without its log, while search and evidence go on', async () => {
    const { page, problems } = await open(member, '/chat');
    const banner = page.getByRole('status').filter({ hasText: 'The engine has stopped working.' });
    await banner.waitFor();
    expect(await banner.textContent()).not.toMatch(/SIGKILL|scripted|Try again/);
    expect(await page.content()).not.toContain(LAST_WORDS);
    const found = await member.call.search.run.query({ repositories: ['ledger'], text: 'parse_cache_type' });
    expect(found.results[0]).toMatchObject({ path: 'src/parser.cpp' });
    const { answerId, conversationId } = await member.call.chat.ask.mutate({
      text: 'Where is parse_cache_type?',
      mode: 'ask',
      repositories: ['ledger'],
    });
    const answer = await waitFor(async () => {
      const seen = await member.call.chat.answer.query({ answerId });
      return seen.state === 'done' && seen;
    });
    expect(answer.passages.map(({ path }) => path)).toEqual(['src/parser.cpp']);
    await page.goto(`${box.url}/c/${conversationId}`);
    await page.getByText('parse_cache_type').first().waitFor();
    await banner.waitFor();
    await expect(member.call.health.tryEngineAgain.mutate()).rejects.toThrow();
    expect(problems).toEqual([]);
  });

  it('shows an administrator why, its last lines and the way back, which is recorded', async () => {
    const { page, problems } = await open(admin, '/chat');
    const banner = page.getByRole('status').filter({ hasText: 'The engine has stopped working.' });
    await banner.getByText('the engine process was ended by SIGKILL').waitFor();
    await banner.getByText('The last line of its log').click();
    await banner.getByText(LAST_WORDS, { exact: true }).waitFor();
    await banner.getByRole('button', { name: 'Try again now' }).click();
    await banner.waitFor({ state: 'detached' });
    await waitFor(async () => (await admin.call.health.status.query()).engine.state === 'ready');
    expect(problems).toEqual([]);
    const { total } = await admin.call.audit.open.mutate({ filter: { actions: ['engine.retried'] } });
    expect(total).toBe(1);
  });
});
