import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { byteWords } from '#app/_features/repositories/byte-words.ts';
import type { EnginePlan } from '#server/hardware/index.ts';
import { trpcOverSocket } from '#test/support/control-client.ts';
import { addPerson, setUpAdmin, type TestPerson } from '#test/support/sign-in.ts';
import { startAppliance, type TestAppliance } from '#test/support/start-appliance.ts';
import { starterModelFile } from '#test/support/starter-model.ts';
import { waitFor } from '#test/support/wait-for.ts';
import { seriousOn } from './support/axe.ts';
import { openBrowser, type Visit } from './support/open-browser.ts';

const mib = (bytes: number) => byteWords(bytes, (value, options) => value.toLocaleString('en-GB', options));

/** The pages of engine and models on the built pages, a real appliance and the real starter model. */
describe('the pages of the engine', () => {
  let box: TestAppliance;
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  let admin: TestPerson;
  let member: TestPerson;

  beforeAll(async () => {
    box = await startAppliance({ pages: true, model: await starterModelFile() });
    admin = await setUpAdmin(box);
    member = await addPerson(box, 'Grace');
    browser = await openBrowser();
    await waitFor(async () => (await admin.call.health.status.query()).engine.state === 'ready', {
      timeoutMs: 120_000,
      what: 'the engine',
    });
  }, 180_000);
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await box?.[Symbol.asyncDispose]();
  });

  async function open(path: string, person = admin, visit?: Visit) {
    const watched = await browser.visit(box.url, visit);
    const [name = '', value = ''] = person.cookie.split(/=(.*)/s);
    await watched.context.addCookies([{ name, value, url: box.url }]);
    await watched.page.goto(box.url + path);
    return watched;
  }

  /** What the console says of the same file on the same box. */
  async function consolePlan(): Promise<EnginePlan> {
    const command = ['scripts/cloister.ts', 'plan', '--json', '--model', await starterModelFile()];
    const { stdout } = await promisify(execFile)(process.execPath, command, { env: { ...process.env, HOME: box.dataDir } });
    return JSON.parse(stdout) as EnginePlan;
  }

  it('shows the plan of the console, figure by figure, and the command that it is', async () => {
    const { page, foreign, problems } = await open('/engine');
    const plan = await consolePlan();
    await page.getByText('Serving', { exact: true }).waitFor();
    const why = page.getByRole('region', { name: 'Why this plan' });
    for (const reason of plan.reasons) await why.getByText(reason, { exact: true }).waitFor();
    const facts: [string, string][] = [
      ['Driver', plan.driver],
      ['Layers on cards', String(plan.gpuLayers)],
      ['KV cache', plan.kvType],
      ['Slots', String(plan.sequences)],
      ['Batch / ubatch', `${plan.batch} / ${plan.ubatch}`],
      ['Threads / reading', `${plan.threads} / ${plan.threadsBatch}`],
    ];
    for (const [name, value] of facts) {
      expect(
        await why
          .locator('dt', { hasText: new RegExp(`^${name}$`) })
          .locator('xpath=following-sibling::dd')
          .textContent(),
        name,
      ).toBe(value);
    }
    await why.getByRole('button', { name: 'Show as a command' }).click();
    expect((await why.locator('pre').textContent())?.split(' ')).toEqual(plan.command);
    await page
      .getByRole('region', { name: 'Where the bytes are' })
      .getByText(`KV cache ${mib(plan.hostRam.bytes.kv ?? 0)}`)
      .waitFor();
    expect({ foreign, problems }).toEqual({ foreign: [], problems: [] });
  });

  it('plans again for other wishes, at the touch of a key', async () => {
    const { page, problems } = await open('/engine');
    const card = page.getByRole('region', { name: 'What if' });
    const present = (await admin.call.engine.overview.query()).plan;
    await card.getByRole('slider', { name: 'People at once' }).press('ArrowRight');
    const wishes = { users: (present?.sequences ?? 0) + 1, context: present?.context ?? 0, kvType: 'f16' } as const;
    const planned = await admin.call.engine.whatIf.query(wishes);
    const more = planned.hostRam.usedBytes - (present?.hostRam.usedBytes ?? 0);
    expect(more).toBeGreaterThan(0);
    await card.getByText(`+${mib(more)}`).waitFor();
    expect(problems).toEqual([]);
  });

  it('shows whose answer is written in which slot, while it is', async () => {
    const { page } = await open('/engine');
    const { jobId } = await member.call.chat.ask.mutate({ text: 'Tell me a long story about a gate.', mode: 'chat' });
    const slots = page.getByRole('region', { name: 'In use now' });
    await slots.getByRole('cell', { name: 'Grace' }).waitFor();
    expect(jobId).not.toBe('');
    await page.getByText(/^the last prompt, /).waitFor();
    await page.getByText(/^the one answer of the last day; /).waitFor({ timeout: 90_000 });
  }, 120_000);

  it('refuses a member in plain words, and records it', async () => {
    for (const path of ['/engine', '/models', '/models/any']) {
      const { page } = await open(path, member);
      await page.getByText('This page is for administrators and auditors').waitFor();
      expect(await page.getByRole('link', { name: 'Engine', exact: true }).count()).toBe(0);
    }
    await expect(member.call.models.overview.query()).rejects.toMatchObject({ data: { code: 'right.missing' } });
    await expect(member.call.engine.overview.query()).rejects.toMatchObject({ data: { code: 'right.missing' } });
  });

  it('lets an auditor read it, without the place of the file', async () => {
    const auditor = await addPerson(box, 'Barbara', 'auditor');
    const { plan } = await auditor.call.engine.overview.query();
    expect(plan?.command.filter((word) => word.includes('/'))).toEqual([]);
    const { page } = await open('/engine', auditor);
    await page.getByText('Serving', { exact: true }).waitFor();
  });

  it('starts a tuning and stops it, and shows the profile of one that was finished', async () => {
    const { page, problems } = await open('/engine');
    await page.getByRole('button', { name: 'Tune', exact: true }).click();
    await page.getByRole('menuitem', { name: 'For 5 min' }).click();
    await page.getByText('A first look at the plan').waitFor();
    await page.getByRole('button', { name: 'Stop, keep nothing' }).click();
    await page.getByRole('button', { name: 'Tune', exact: true, disabled: false }).waitFor();
    expect(await admin.call.tuning.profile.query({})).toBeNull();
    const profile = await tuned();
    await page.reload();
    const card = page.getByRole('region', { name: 'Plan against measurement' });
    await card.getByText(/^Measured .+ by /).waitFor();
    const rate = profile.plan.measured.promptTokensPerSecond;
    await card
      .getByText(`${rate.toLocaleString('en-GB', { maximumFractionDigits: rate >= 100 ? 0 : 1 })} t/s`, { exact: false })
      .first()
      .waitFor();
    await page.getByText(/; measured [\d.]+ t\/s generation, [\d.]+ t\/s prompt\.$/).waitFor();
    expect(problems).toEqual([]);
  }, 240_000);

  /** A short tuning, by the console. */
  function tuned() {
    const { promise, resolve, reject } = Promise.withResolvers<NonNullable<Awaited<ReturnType<typeof admin.call.tuning.profile.query>>>>();
    trpcOverSocket(box.controlSocket).tuning.run.subscribe(
      { budgetMs: 30_000 },
      { onData: (step) => step.state === 'done' && resolve(step.result), onError: reject },
    );
    return promise;
  }

  it('accepts a model in sight of who started it, and opens the report of every check', async () => {
    const { page, foreign, problems } = await open('/models');
    const card = page.getByRole('region', { name: /^SmolLM2/ });
    await card.getByText('Serving', { exact: true }).waitFor();
    await card.getByText('Accepted with the release; not tried on this box.').waitFor();
    await card.getByRole('button', { name: 'Accept', exact: true }).click();
    await card.getByText('Being accepted').waitFor({ timeout: 60_000 });
    await card.getByRole('link', { name: 'Report' }).click({ timeout: 150_000 });
    await page.waitForURL(/\/models\/[0-9a-f-]{36}$/);
    const checks = page.getByRole('region', { name: 'Checks' });
    await checks.getByRole('radio', { name: 'All' }).click();
    const [acceptance] = (await admin.call.models.overview.query()).models[0]?.acceptances ?? [];
    expect(acceptance?.passed).toBe(true);
    expect(await checks.getByRole('row').count()).toBe((acceptance?.report.checks.length ?? 0) + 1);
    await checks.getByText('What is the capital of France?').first().waitFor();
    await page.getByRole('img', { name: /bits a byte, inside its band of/ }).waitFor();
    expect({ foreign, problems }).toEqual({ foreign: [], problems: [] });
  }, 240_000);

  it('gives a role, and lets an administrator choose the model, each as a recorded act', async () => {
    const { page } = await open('/models');
    await page.getByRole('combobox', { name: 'Model for the role Coder' }).click();
    await page.getByRole('option', { name: /^SmolLM2/ }).click();
    await page
      .getByRole('region', { name: /^SmolLM2/ })
      .getByText('Coder', { exact: true })
      .waitFor();
    expect((await admin.call.models.overview.query()).models[0]?.roles).toEqual(['coder']);
  });

  it('says what is wrong with a file that is no model', async () => {
    const { page } = await open('/models');
    await page.getByRole('button', { name: 'Add a model' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('File or folder').fill(join(import.meta.dirname, 'engine-pages.test.ts'));
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.getByRole('alert').waitFor();
    expect((await admin.call.models.overview.query()).models).toHaveLength(1);
  });

  it('has nothing serious for axe, wide and narrow, in the light and in the dark', async () => {
    const { page } = await open('/engine');
    const [model] = (await admin.call.models.overview.query()).models;
    expect(await seriousOn(page, { origin: box.url, paths: ['/engine', '/models', `/models/${model?.id}`] })).toEqual([]);
  });
});
