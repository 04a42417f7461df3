import { describe, expect, it } from 'vitest';
import { entryOf } from '#scripts/check/lockfile.ts';
import { findUntidy } from '#scripts/check/tidy/tidy.ts';
import type { SourceFile } from '#scripts/check/tidy/tree.ts';

const manifest: SourceFile = { path: 'package.json', text: '{"scripts":{"up":"","test":""}}' };

function found(path: string, text: string, ...others: SourceFile[]): string[] {
  return findUntidy([manifest, { path, text }, ...others]).map(({ words }) => words);
}

const file = 'server/platform/clock.ts';
const lines = (count: number, line: string) => `${line}\n`.repeat(count);

describe('sizes', () => {
  it('a file may have 400 lines, not 401', () => {
    expect(found(file, lines(400, ''))).toEqual([]);
    expect(found(file, lines(401, ''))).toEqual(['file too long: 401 lines, at most 400']);
  });

  it('a line may have 140 characters, not 141', () => {
    expect(found(file, `// ${'x'.repeat(137)}\n`)).toEqual([]);
    expect(found(file, `// ${'x'.repeat(138)}\n`)).toEqual(['line too wide: at most 140 characters']);
  });

  it('a string that cannot be broken does not make a line wide', () => {
    expect(found(file, `const words = '${'x '.repeat(100)}';\n`)).toEqual([]);
  });

  it('a function may have 70 lines, not 71; the body of a suite is a heading', () => {
    const body = (count: number) => `{\n${lines(count - 2, '  f();')}}`;
    expect(found(file, `function f() ${body(70)}\n`)).toEqual([]);
    expect(found(file, `function f() ${body(71)}\n`)).toEqual(['function too long: 71 lines, at most 70']);
    expect(found('test/some.test.ts', `describe('f', () => ${body(100)});\n`)).toEqual([]);
  });
});

describe('words', () => {
  const joined = (...parts: string[]) => parts.join('');

  it.each([
    [joined('// TO', 'DO later'), 'banned word: finish it, or write an issue'],
    [joined('// FIX', 'ME'), 'banned word: finish it, or write an issue'],
    [joined("throw new Error('not imple", "mented');"), 'banned word: nothing in the house is a stub'],
    [joined('// @ts-', 'ignore'), 'a rule is switched off: mend what it says'],
    [joined('// biome-', 'ignore lint: no'), 'a rule is switched off: mend what it says'],
    [joined('const x = y as a', 'ny;'), 'a cast to any: say what it is'],
    [joined("const here = '/wo", "rk/main/x';"), 'a path of one machine'],
    [joined("const here = '/ho", "me/somebody/x';"), 'a path of one machine'],
    [joined('// from https://regis', 'try.example.org/x'), 'the address of a package registry'],
    ['const x = 1;\r', 'carriage return: lines end with a line feed alone'],
  ])('finds %s', (text, words) => {
    expect(found(file, `${text}\n`)).toEqual([expect.stringContaining(words)]);
  });

  it('finds a skipped test in tests', () => {
    expect(found('test/some.test.ts', joined('it.sk', "ip('later', () => {});\n"))).toEqual([
      expect.stringContaining('a skipped or focused test'),
    ]);
  });

  it('lets addresses of the box itself and ordinary paths be', () => {
    expect(found(file, "const url = '/trpc/live';\nconst path = './work/of/art';\n")).toEqual([]);
  });

  it.each(['https://fonts.example.com/a.css', 'http://example.com'])('finds the foreign origin %s in app/', (origin) => {
    expect(found('app/page.tsx', `const a = '${origin}';\n`)).toEqual([`foreign origin in a page: ${origin}`]);
    expect(found(file, `const a = '${origin}';\n`)).toEqual([]);
  });

  it('finds a foreign origin without a scheme', () => {
    expect(found('app/page.tsx', '<img src="//example.com/a.png" />;\n')).toEqual([expect.stringContaining('foreign origin')]);
  });
});

describe('names', () => {
  it.each([
    ['data.txt', 'the top level holds settled names only'],
    ['server/Platform/clock.ts', 'not kebab-case: Platform'],
    ['server/platform/wall_clock.ts', 'not kebab-case: wall_clock.ts'],
    ['server/utils/clock.ts', 'banned name: utils'],
    ['server/platform/clock-manager.ts', 'banned name: manager'],
    ['server/platform/types.ts', 'banned name: types'],
  ])('%s: %s', (path, words) => {
    expect(found(path, '')).toEqual([words]);
  });

  it.each(['app/(leaf)/chat/[id]/page.tsx', 'app/api/auth/[...nextauth]/route.ts', 'app/_ui/button.tsx', 'ops/systemd/cloister.service'])(
    'lets %s be',
    (path) => {
      expect(found(path, '')).toEqual([]);
    },
  );
});

describe('papers', () => {
  it('finds a path and a command that are not there', () => {
    expect(
      found('docs/some.md', 'See `server/platform/gone.ts` and `server/platform/clock.ts`; run npm run gone, npm run up, npm test.\n'),
    ).toEqual(['names a path that is not there: server/platform/gone.ts', 'names a command that is not there: npm run gone']);
  });

  it('takes a name in capitals for many names', () => {
    expect(found('docs/some.md', 'Each `server/api/NOUN-router.ts` and `server/*/index.ts`.\n')).toEqual([]);
  });

  it('finds an address in the lockfile', () => {
    expect(found('package-lock.json', '{"packages":{\n"node_modules/a":{"resolved": "x"}\n}}\n')).toEqual([
      'the lockfile holds an address',
    ]);
  });

  it('finds a lockfile that npm 11 would refuse, and completes it with packages that nobody installs here', () => {
    const lock = { packages: { 'node_modules/a': { version: '1.0.0', optionalDependencies: { '@a/darwin-arm64': '1.0.0' } } } };
    expect(found('package-lock.json', JSON.stringify(lock))).toEqual([expect.stringContaining('the lockfile leaves out @a/darwin-arm64')]);
    const missing = { name: '@a/darwin-arm64', version: '1.0.0', dev: true };
    expect(entryOf(missing)).toEqual({ version: '1.0.0', cpu: ['arm64'], dev: true, optional: true, os: ['darwin'] });
    expect(entryOf({ ...missing, name: '@a/linux-x64-musl' })).toMatchObject({ libc: ['musl'] });
    expect(() => entryOf({ ...missing, name: '@a/linux-x64-gnu' })).toThrow('is not locked');
  });

  it('finds an error that nobody throws', () => {
    const words = '{"errors":{"user":{"gone":{}}}}\n';
    expect(found('app/messages/en.json', words)).toEqual(['an error that nobody throws: user.gone']);
    expect(found('app/messages/en.json', words, { path: file, text: "throw new AppError('user.gone', {});\n" })).toEqual([]);
  });
});

describe('records and rights', () => {
  const act: SourceFile = { path: 'server/audit/act.ts', text: 'export async function act() {}\n' };
  const audit: SourceFile = { path: 'server/audit/index.ts', text: "export { act } from './act.ts';\n" };
  const room: SourceFile = {
    path: 'server/identity/index.ts',
    text: "import { act } from '#server/audit/index.ts';\nexport const suspend = () => inAct();\nfunction inAct() { return act(); }\nexport const quiet = () => quiet();\n",
  };
  const router = (use: string) =>
    `import { quiet, suspend } from '#server/identity/index.ts';\nexport const r = router({ stop: p.mutation(() => ${use}()) });\n`;

  it('follows a mutation through what it calls to its record', () => {
    expect(found('server/api/users-router.ts', router('suspend'), act, audit, room)).toEqual([]);
    expect(found('server/api/users-router.ts', router('quiet'), act, audit, room)).toEqual([
      'a mutation without an audit record: stop reaches no act',
    ]);
  });

  it('finds a right that nobody decided', () => {
    expect(found(file, "export const f = (t: T) => t as Authorized<'repository'>;\n")).toEqual([
      'an Authorized is made outside identity: call authorize',
    ]);
    expect(found('server/identity/authorize.ts', "export const f = (t: T) => t as Authorized<'repository'>;\n")).toEqual([]);
  });
});
