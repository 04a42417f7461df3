import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTree } from '#scripts/check/tidy/tree.ts';
import { tempFolder } from '#test/support/temp-folder.ts';

/** Whole offending files. Each says in its first lines where it belongs, which check must fail and what it must print. */
const plants = readdirSync('test/plants').map((file) => readPlant(join('test/plants', file)));

const generated = 'server/platform/database/generated';
let scratch: Awaited<ReturnType<typeof tempFolder>>;

beforeAll(async () => {
  scratch = await tempFolder();
  for (const { path } of readTree()) copyInto(scratch.path, path);
  cpSync(generated, join(scratch.path, generated), { recursive: true });
  symlinkSync(resolve('node_modules'), join(scratch.path, 'node_modules'));
  spawnSync('git', ['init', '--quiet'], { cwd: scratch.path });
});

afterAll(() => scratch[Symbol.asyncDispose]());

describe('the checks', () => {
  for (const plant of plants) {
    it(`${plant.check} finds ${plant.file}`, () => {
      const place = join(scratch.path, plant.putAt);
      mkdirSync(dirname(place), { recursive: true });
      copyFileSync(plant.file, place);
      try {
        const { status, output } = check(plant.check, plant.putAt);
        for (const words of plant.prints) expect(output).toContain(words);
        expect(findings(plant.check, output)).toHaveLength(plant.prints.length);
        expect(status).toBe(1);
      } finally {
        rmSync(place);
      }
    });
  }

  it('let a clean file pass', () => {
    for (const name of ['lint', 'ranks', 'tidy', 'types']) {
      expect(check(name, 'server/platform/clock.ts')).toEqual({ status: 0, output: `ok   ${name}\n` });
    }
  });
});

function readPlant(file: string) {
  const head = readFileSync(file, 'utf8').split('\n');
  const all = (key: string) => head.filter((line) => line.startsWith(`// ${key}: `)).map((line) => line.slice(key.length + 5));
  const one = (key: string) => all(key)[0] ?? `${file} does not say "${key}"`;
  return { file, putAt: one('put at'), check: one('check'), prints: all('prints') };
}

function copyInto(folder: string, path: string): void {
  mkdirSync(join(folder, dirname(path)), { recursive: true });
  copyFileSync(path, join(folder, path));
}

function check(name: string, path: string): { status: number | null; output: string } {
  const done = spawnSync(process.execPath, ['scripts/run.mjs', 'check', name, path], { cwd: scratch.path, encoding: 'utf8' });
  return { status: done.status, output: `${done.stderr}${done.stdout}` };
}

/** What a check printed, one by one: nothing but what the plant names may be among them. */
function findings(name: string, output: string): string[] {
  const lines = output.split('\n').filter((line) => line !== '' && !/^(?:FAIL|ok {2}) /.test(line));
  if (name === 'lint') return lines.filter((line) => /^\S+:\d+:\d+ (?:lint|format|assist)\//.test(line));
  if (name === 'types') return lines.filter((line) => /: error TS/.test(line));
  return lines.filter((line) => !line.startsWith(' '));
}
