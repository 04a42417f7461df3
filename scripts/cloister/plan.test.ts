import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeSparseGguf } from '#test/support/gguf-file.ts';
import { coderNext, qwen3nextParts, udQ4KXL } from '#test/support/qwen3next-shapes.ts';
import { tempFolder } from '#test/support/temp-folder.ts';

const resources = new AsyncDisposableStack();
let file = '';
beforeAll(async () => {
  const folder = resources.use(await tempFolder());
  file = writeSparseGguf(join(folder.path, 'coder.gguf'), qwen3nextParts(coderNext, udQ4KXL(48)));
});
afterAll(() => resources.disposeAsync());

const program = join(import.meta.dirname, '..', 'cloister.ts');

function cloister(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  return new Promise((done) => {
    execFile(process.execPath, [program, 'plan', ...args], (error, stdout, stderr) =>
      done({ status: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });
}

const card = ['--vram', '24077MiB', '--ram', '64GiB', '--context', '120000', '--sequences', '1'];

it('prints one JSON document, of the shape that others rely on', async () => {
  const { status, stdout } = await cloister('--model', file, ...card, '--json');
  expect(status).toBe(0);
  const plan = JSON.parse(stdout);
  expect([29, 30]).toContain(plan.expertLayersOnCpu);
  expect(plan).toMatchObject({
    ...{ fits: true, driver: 'llama-server', gpuLayers: 49, flashAttention: true, kvType: 'f16', context: 120_000, sequences: 1 },
    ...{ batch: 2_048, ubatch: 512, threads: expect.any(Number), splitMode: 'none', cacheRamMiB: 0, contextCheckpoints: 32, env: {} },
    devices: [{ name: expect.any(String), budgetBytes: expect.any(Number), usedBytes: expect.any(Number) }],
    hostRam: { budgetBytes: 64 * 1024 ** 3, usedBytes: expect.any(Number) },
    reasons: expect.arrayContaining([expect.stringContaining('of 48 layers’ experts are on the CPU because')]),
    command: expect.arrayContaining(['llama-server', '--n-cpu-moe']),
  });
});

it('prints a page with a table of users against context against speed, and the command', async () => {
  const { stdout } = await cloister('--model', file, ...card);
  expect(stdout).toMatch(/as planned +1 +120000 tokens +f16 +512 +30/);
  for (const aim of ['more people', 'more context', 'faster reading', 'Assumed:', '--n-cpu-moe 30']) expect(stdout).toContain(aim);
});

it('says that it does not fit by its exit status, in JSON as well', async () => {
  const { status, stdout } = await cloister('--model', file, '--vram', '12GiB', '--ram', '32GiB', '--json');
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    fits: false,
    reasons: expect.arrayContaining([expect.stringContaining('It would fit with')]),
  });
});

it.each([
  [['--vram', '24'], 'Give a size with its unit'],
  [['--ram', 'lots'], 'Give a size with its unit'],
  [['--context', '12.5'], 'Give a whole number'],
  [['--sequences', '0'], 'Give a whole number'],
  [['--kv', 'q5_1'], 'Give f16, q8_0 or q4_0'],
  [['--gpu', '1'], 'unknown option'],
  [['extra'], 'too many arguments'],
])('refuses %j as wrong usage', async (args, words) => {
  const { status, stderr } = await cloister('--model', file, ...args);
  expect(stderr).toContain(words);
  expect(status).toBe(2);
});

it('says which file is missing', async () => {
  const { status, stderr } = await cloister('--model', `${file}.none`);
  expect(stderr).toContain('There is no model file');
  expect(status).toBe(1);
});
