import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '#test/support/temp-folder.ts';

/** A house of two rooms with the real rules, so that the whole graph can be looked at. Plants look at one file each. */
async function smallHouse(files: Record<string, string>) {
  const folder = await tempFolder();
  const manifest = { type: 'module', imports: { '#server/*': './server/*' } };
  writeFileSync(join(folder.path, 'package.json'), JSON.stringify(manifest));
  for (const name of ['.dependency-cruiser.mjs', 'tsconfig.json']) copyFileSync(name, join(folder.path, name));
  symlinkSync(resolve('node_modules'), join(folder.path, 'node_modules'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder.path, path, '..'), { recursive: true });
    writeFileSync(join(folder.path, path), text);
  }
  return folder;
}

function ranks(folder: string): { passed: boolean; output: string } {
  const script = `import { checkRanks } from ${JSON.stringify(resolve('scripts/check/ranks.ts'))}; console.log(JSON.stringify(await checkRanks([])));`;
  const done = spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: folder, encoding: 'utf8' });
  return JSON.parse(done.stdout);
}

const platform = {
  'server/platform/index.ts': "export { now } from './clock.ts';\n",
  'server/platform/clock.ts': 'export const now = 0;\n',
};

describe('ranks', () => {
  it('passes a house whose rooms look down', async () => {
    await using house = await smallHouse({ ...platform, 'server/audit/index.ts': "export { now } from '#server/platform/index.ts';\n" });
    expect(ranks(house.path)).toEqual({ passed: true, output: '3 files, 2 imports' });
  });

  it('finds a circle inside a room, however long', async () => {
    await using house = await smallHouse({
      'server/platform/a.ts': "import { b } from './b.ts';\nexport const a = () => b;\n",
      'server/platform/b.ts': "import { c } from './c.ts';\nexport const b = () => c;\n",
      'server/platform/c.ts': "import { a } from './a.ts';\nexport const c = () => a;\n",
    });
    expect(ranks(house.path)).toMatchObject({ passed: false, output: expect.stringContaining('no-cycle') });
  });

  it('wants relative imports inside a room and marked ones between rooms', async () => {
    await using house = await smallHouse({
      ...platform,
      'server/platform/ids.ts': "export { now } from '#server/platform/clock.ts';\n",
      'server/audit/index.ts': "export { now } from '../platform/index.ts';\n",
    });
    const { output } = ranks(house.path);
    expect(output).toContain('relative-inside: server/platform/ids.ts -> server/platform/clock.ts');
    expect(output).toContain('relative-inside: server/audit/index.ts -> server/platform/index.ts');
  });

  it('fails on an empty graph', async () => {
    await using house = await smallHouse({ 'server/platform/readme.md': 'No code.\n' });
    expect(ranks(house.path)).toMatchObject({ passed: false });
  });

  it('fails where imports that stand in the files were not read', async () => {
    await using house = await smallHouse(platform);
    writeFileSync(
      join(house.path, '.dependency-cruiser.mjs'),
      "export default { forbidden: [], options: { exclude: { path: 'clock' } } };\n",
    );
    expect(ranks(house.path)).toMatchObject({
      passed: false,
      output: expect.stringContaining('graph: server/platform/index.ts has more imports than the 0 that were read'),
    });
  });
});
