import type { Finding, SourceFile } from './tree.ts';

const topLevel = new RegExp(
  `^(?:${[
    'package\\.json',
    'package-lock\\.json',
    'tsconfig\\.json',
    'app/.*',
    'server/.*',
    'prisma/.*',
    'scripts/.*',
    'ops/.*',
    'test/.*',
    'docs/.*',
    'public/.*',
    '\\.ci/run',
    'README\\.md',
    'CONTRIBUTING\\.md',
    'LICENSE',
    'NOTICE',
    '\\.gitignore',
    '\\.gitattributes',
    '\\.npmrc',
    '\\.dependency-cruiser\\.mjs',
    'biome\\.json',
    'knip\\.json',
    '[a-z.-]+\\.config\\.(?:ts|mjs)',
  ].join('|')})$`,
);

/** Rooms for whatever finds no place: a name that could hold anything says nothing. */
const dumps = /^(?:utils?|helpers?|common|misc|shared|managers?|stuff|lib|impl)$/;
const dumpsAlone = /^(?:types|base|services?|handlers?|interfaces)$/;

const kebab = /^[a-z0-9]+(?:[-.][a-z0-9]+)*$/;
/** Next's own folders: [param], [...rest], (group); ours that are no route begin with a line. */
const inApp = /^(?:_?[a-z0-9]+(?:[-.][a-z0-9]+)*|\[{1,2}(?:\.\.\.)?[a-z0-9]+\]{1,2}|\([a-z-]+\))$/i;

/** Paths that are not of the settled form. */
export function findBadNames(files: readonly SourceFile[]): Finding[] {
  return files.flatMap(({ path }) => {
    const words = problemOf(path);
    return words ? [{ path, words }] : [];
  });
}

function problemOf(path: string): string | null {
  if (!topLevel.test(path)) return 'the top level holds settled names only';
  const parts = path.split('/');
  if (parts.length === 1 || parts[0] === '.ci') return null;
  for (const part of parts) {
    if (!(parts[0] === 'app' ? inApp : kebab).test(part)) return `not kebab-case: ${part}`;
    const stem = part.split('.')[0] ?? part;
    if (dumpsAlone.test(stem) && !part.endsWith('.service')) return `banned name: ${stem}`;
    const dump = stem.split('-').find((word) => dumps.test(word));
    if (dump) return `banned name: ${dump}`;
  }
  return null;
}
