import { existsSync } from 'node:fs';
import { type Lockfile, missingPlatforms } from '../lockfile.ts';
import { type Finding, isCode, isTest, linesWith, type SourceFile } from './tree.ts';

/** Documents that say what is not so, a lockfile with addresses, error words that nobody throws. */
export function findUntruePapers(files: readonly SourceFile[]): Finding[] {
  return [...missingPaths(files), ...missingCommands(files), ...lockfileFaults(files), ...unusedCodes(files)];
}

const quotedPath =
  /`((?:app|server|prisma|scripts|ops|test|docs|\.ci)\/[^`\s]*|[A-Z]+\.md|(?:package|tsconfig|biome|knip)\.json|[a-z]+\.config\.ts)(?::\d+)?`/g;

function missingPaths(files: readonly SourceFile[]): Finding[] {
  return papers(files).flatMap((file) =>
    file.text.split('\n').flatMap((text, index) =>
      [...text.matchAll(quotedPath)]
        .map((match) => match[1] ?? '')
        // A name in capitals or a star stands for many.
        .filter((path) => !/[*<{…]|(?:^|[/-])[A-Z]{2,}(?:[-./]|$)(?!md$)/.test(path) && !existsSync(path))
        .map((path) => ({ path: file.path, line: index + 1, words: `names a path that is not there: ${path}` })),
    ),
  );
}

function missingCommands(files: readonly SourceFile[]): Finding[] {
  const manifest = files.find(({ path }) => path === 'package.json');
  const scripts = manifest ? (JSON.parse(manifest.text) as { scripts: Record<string, string> }).scripts : {};
  return papers(files).flatMap((file) =>
    linesWith(file, /\bnpm (?:run (?:-s )?([\w:-]+)|(test)\b)/).flatMap(({ line, match }) => {
      const name = match[1] ?? match[2] ?? '';
      return Object.hasOwn(scripts, name) ? [] : [{ path: file.path, line, words: `names a command that is not there: npm run ${name}` }];
    }),
  );
}

function papers(files: readonly SourceFile[]): SourceFile[] {
  return files.filter(({ path }) => path.endsWith('.md'));
}

function lockfileFaults(files: readonly SourceFile[]): Finding[] {
  const lockfile = files.find(({ path }) => path === 'package-lock.json');
  if (!lockfile) return [];
  const { path, text } = lockfile;
  return [
    ...linesWith(lockfile, /"resolved"/).map(({ line }) => ({ path, line, words: 'the lockfile holds an address' })),
    ...missingPlatforms(JSON.parse(text) as Lockfile).map(({ name }) => ({
      path,
      words: `the lockfile leaves out ${name}: npm run check -- complete-lockfile`,
    })),
  ];
}

const wordsFile = 'app/messages/en.json';

function unusedCodes(files: readonly SourceFile[]): Finding[] {
  const words = files.find(({ path }) => path === wordsFile);
  if (!words) return [];
  const { errors } = JSON.parse(words.text) as { errors: Record<string, Record<string, unknown>> };
  const users = files.filter(
    ({ path }) => isCode(path) && !isTest(path) && path !== 'server/platform/errors.ts' && path !== 'server/api/error-map.ts',
  );
  return Object.entries(errors)
    .flatMap(([room, names]) => Object.keys(names).map((name) => `${room}.${name}`))
    .filter((code) => !users.some(({ text }) => text.includes(`'${code}'`)))
    .map((code) => ({ path: wordsFile, words: `an error that nobody throws: ${code}` }));
}
