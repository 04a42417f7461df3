import { join } from 'node:path';
import { expect, it } from 'vitest';
import { commitFiles, initRepository } from '#test/support/make-repository.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { checkOut, commitBlanked, git } from './git-checkout.ts';
import { questionsOf } from './questions.ts';

const parser = `// Reads the cache type that somebody wrote on the command line, and parse_cache refuses others.
int parse_cache(const char * name) {
    return 0;
}
`;
const manual =
  '# Ledger\n\nEverything about keeping a small ledger on disk is said here.\n\nThe file src/store.c is where the pages are written.\n';

function source(folder: string): string {
  const path = initRepository(join(folder, 'source'));
  commitFiles(path, { 'src/parser.c': parser, 'src/store.c': 'int store(void) { return 1; }\n', 'README.md': manual }, 'begin the ledger');
  for (const at of [1, 2, 3])
    commitFiles(path, { 'src/parser.c': `${parser}// ${at}\n` }, `parser: keep track of the ledger pages number ${at}`);
  return path;
}

it('makes questions that do not name their answer, and takes their words out of what is indexed', async () => {
  await using temporary = await tempFolder();
  const checkout = checkOut(source(temporary.path), join(temporary.path, 'checkout'));
  const { questions, blanked } = questionsOf(checkout, 1, 10);
  expect(questions.map(({ kind, text, expected }) => ({ kind, text, expected }))).toEqual(
    expect.arrayContaining([
      {
        kind: 'docs',
        text: 'Reads the cache type that somebody wrote on the command line, and refuses others.',
        expected: ['src/parser.c'],
      },
      { kind: 'mentions', text: 'The file is where the pages are written.', expected: ['src/store.c'] },
      { kind: 'manuals', text: 'Everything about keeping a small ledger on disk is said here.', expected: ['README.md'] },
      { kind: 'commits', text: 'parser: keep track of the ledger pages number 3', expected: ['src/parser.c'] },
    ]),
  );
  commitBlanked(checkout, blanked);
  expect(git(checkout.folder, ['show', 'HEAD:src/parser.c']).split('\n').slice(0, 2)).toEqual([
    'int parse_cache(const char * name) {',
    '    return 0;',
  ]);
  expect(git(checkout.folder, ['log', '--format=%s'])).not.toContain('number 3');
});

it('gives the same questions for the same seed, and no file of one half to the other', async () => {
  await using temporary = await tempFolder();
  const checkout = checkOut(source(temporary.path), join(temporary.path, 'checkout'));
  const { questions } = questionsOf(checkout, 7, 10);
  expect(questionsOf(checkout, 7, 10).questions).toEqual(questions);
  const filesOf = (half: string) => new Set(questions.filter((each) => each.half === half).map(({ expected }) => expected[0]));
  expect([...filesOf('tuning')].filter((path) => filesOf('heldOut').has(path))).toEqual([]);
});
