import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { commitFiles, gitIn, initRepository, makeHostileRepository, makeRepository, rewriteMain } from '#test/support/make-repository.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { answerRequest } from './read.ts';
import type { Found } from './reader-messages.ts';
import { writeIndex } from './write-index.ts';

/** What a revision holds, without the numbers that rows happen to have. */
function contents(indexFile: string, commit: string) {
  const index = new Database(indexFile, { readonly: true });
  try {
    const of = (columns: string, from: string) =>
      index
        .prepare(
          `SELECT ${columns} FROM revisions JOIN revision_documents ON revision = revisions.id
           JOIN documents ON documents.id = revision_documents.document ${from} WHERE commit_id = ? ORDER BY 1, 2, 3, 4`,
        )
        .raw()
        .all(commit) as unknown[][];
    return {
      documents: of('path, blob, mode, state, reason, language, is_test, size_bytes, lines', ''),
      chunks: of('path, start_line, end_line, symbol', 'JOIN chunks ON chunks.document = documents.id'),
      symbols: of('path, name, kind, line', 'JOIN symbols ON symbols.document = documents.id'),
    };
  } finally {
    index.close();
  }
}

const placeOf = ({ path, startLine, endLine, score, blobId, preview }: Found) => ({ path, startLine, endLine, score, blobId, preview });

const request = (folder: string, name: string, commit: string, keepCommits: string[] = []) => ({
  mirrorDir: join(folder, 'source', '.git'),
  indexFile: join(folder, `${name}.db`),
  commit,
  keepCommits,
});

it('gives an update the same index as a fresh start, over a rename and a rewritten history', async () => {
  await using temporary = await tempFolder();
  const source = makeRepository(join(temporary.path, 'source'));
  const first = gitIn(source, ['rev-parse', 'main~160']);
  const second = gitIn(source, ['rev-parse', 'main']);
  const third = rewriteMain(source, 40);
  const all = [first, second, third];
  for (const commit of all) await writeIndex(request(temporary.path, 'updated', commit), () => undefined);
  await writeIndex(request(temporary.path, 'fresh', third), () => undefined);
  expect(contents(join(temporary.path, 'updated.db'), third)).toEqual(contents(join(temporary.path, 'fresh.db'), third));
  expect(contents(join(temporary.path, 'updated.db'), third).documents.map((row) => (row as string[])[0])).toContain(
    'src/renamed_seven.py',
  );
  const search = (name: string) => {
    const parts = [{ indexFile: join(temporary.path, `${name}.db`), commit: third, repository: name }];
    return answerRequest({ id: 1, kind: 'words', parts, text: 'compute value rewrite', limit: 20 }) as Found[];
  };
  // Nothing of the revisions that were dropped weighs in.
  expect(search('updated').map(placeOf)).toEqual(search('fresh').map(placeOf));
});

it('keeps the revisions it is told to, and forgets the others', async () => {
  await using temporary = await tempFolder();
  const source = initRepository(join(temporary.path, 'source'));
  const commits = ['one', 'two', 'three'].map((word) => commitFiles(source, { 'a.txt': `${word} only here\n` }, word));
  const [one = '', two = '', three = ''] = commits;
  await writeIndex(request(temporary.path, 'i', one), () => undefined);
  await writeIndex(request(temporary.path, 'i', two, [one]), () => undefined);
  const linesAt = (commit: string) =>
    answerRequest({
      id: 1,
      kind: 'literal',
      parts: [{ indexFile: join(temporary.path, 'i.db'), commit, repository: 'i' }],
      text: 'only here',
      limit: 9,
    });
  expect(linesAt(one)).toMatchObject([{ preview: 'one only here' }]);
  await writeIndex(request(temporary.path, 'i', three, [two]), () => undefined);
  expect(linesAt(two)).toMatchObject([{ preview: 'two only here' }]);
  const left = { code: 'search.revisionNotIndexed', params: { name: 'i', revision: one.slice(0, 12) } };
  expect(() => linesAt(one)).toThrow(expect.objectContaining(left));
  // Its files are read from git: what is shown beside them is left out.
  const part = { indexFile: join(temporary.path, 'i.db'), commit: one, repository: 'i' };
  expect(answerRequest({ id: 1, kind: 'symbols', part, path: 'a.txt' })).toEqual({ language: 'Text', symbols: [] });
});

it('goes on behind files that are nested without end or break the parser, and says of each how it stands', async () => {
  await using temporary = await tempFolder();
  const source = initRepository(join(temporary.path, 'source'));
  const rows = (line: string, lines: number) => `${line}\n`.repeat(lines);
  const nested = (around: (text: string) => string) => around(rows('('.repeat(80), 2_500) + rows(')'.repeat(80), 2_500));
  const commit = commitFiles(
    source,
    {
      'a/nested.c': nested((text) => `int deep(void) {\n  return ${text}1;\n}\n`),
      'a/nested.json': nested((text) => text.replaceAll('(', '[').replaceAll(')', ']')),
      'a/nested.py': nested((text) => `deep = ${text}\n`),
      'b/breaks.c': `int marked_before;\n${rows('%q('.repeat(26), 12_600)}`,
      'c/swells.c': rows('f('.repeat(40), 12_000),
      'd/good.c': 'int plainly_good(void) {\n  return 0;\n}\n',
    },
    'hostile',
  );
  const result = await writeIndex(request(temporary.path, 'n', commit), () => undefined);
  expect(result).toMatchObject({ files: 6, filesIndexed: 4, filesFailed: 2 });
  expect(result.coverage.failed).toEqual([
    { path: 'b/breaks.c', reason: expect.stringMatching(/^searched without its syntax: its parser broke/) },
    { path: 'c/swells.c', reason: expect.stringMatching(/^searched without its syntax: it takes (?:more|longer) than/) },
  ]);
  const part = { indexFile: join(temporary.path, 'n.db'), commit, repository: 'n' };
  const found = (text: string) => answerRequest({ id: 1, kind: 'words', parts: [part], text, limit: 9 }) as Found[];
  expect(found('marked_before')[0]).toMatchObject({ path: 'b/breaks.c', startLine: 1 });
  expect(found('plainly_good')[0]).toMatchObject({ path: 'd/good.c', symbol: 'plainly_good', startLine: 1, endLine: 3 });
});

it('counts every file of a hostile repository once, with the reason of each that is left out', async () => {
  await using temporary = await tempFolder();
  const source = makeHostileRepository(join(temporary.path, 'source'));
  const commit = gitIn(source, ['rev-parse', 'HEAD']);
  const listed = gitIn(source, ['ls-tree', '-r', '--name-only', '-z', commit]).split('\0').filter(Boolean);
  const result = await writeIndex(request(temporary.path, 'h', commit), () => undefined);
  expect(result.files).toBe(listed.length);
  expect(result.filesIndexed + result.filesSkipped + result.filesFailed).toBe(result.files);
  const reasons = Object.fromEntries(result.coverage.skipped.flatMap(({ reason, examples }) => examples.map((path) => [path, reason])));
  expect(reasons).toEqual({
    'image.bin': 'binary',
    'large.txt': 'tooLarge',
    'bundle.min.js': 'generated',
    'made.c': 'generated',
    'vendor/lib.c': 'vendored',
    'link-out': 'symlink',
    submodule: 'submodule',
  });
  expect(result.coverage.failed).toEqual([{ path: 'broken.txt', reason: 'not UTF-8, UTF-16 or Latin-1: byte 0x8d at 2' }]);
  const parts = [{ indexFile: join(temporary.path, 'h.db'), commit, repository: 'h' }];
  const places = (text: string) => (answerRequest({ id: 1, kind: 'words', parts, text, limit: 9 }) as Found[]).map(({ path }) => path);
  expect(places('plainly good')[0]).toBe('good.c');
  expect(places('größe')).toEqual(['latin.txt']);
  expect(places('sechzehn')).toEqual(['wide.txt']);
  expect(places('oddly_named')).toEqual(['white space/a "quoted" näme.c']);
});

it('leaves the old index alone when it is cancelled, and nothing beside it', async () => {
  await using temporary = await tempFolder();
  const source = makeRepository(join(temporary.path, 'source'));
  const first = gitIn(source, ['rev-parse', 'main~100']);
  await writeIndex(request(temporary.path, 'i', first), () => undefined);
  const cancelled = new AbortController();
  const update = writeIndex(
    request(temporary.path, 'i', gitIn(source, ['rev-parse', 'main'])),
    () => cancelled.abort(new Error('enough')),
    cancelled.signal,
  );
  await expect(update).rejects.toThrow('enough');
  expect(contents(join(temporary.path, 'i.db'), first).documents.length).toBeGreaterThan(0);
  expect(readdirSync(temporary.path).filter((name) => name.includes('building'))).toEqual([]);
});

it('finds what stands in a small repository beside a large one that says the same words often', async () => {
  await using temporary = await tempFolder();
  const commits = ['small', 'large'].map((name) => {
    const source = initRepository(join(temporary.path, name));
    const said = (n: number) => (n % 5 === 0 ? 'A cache of some type, unsupported' : 'Something else');
    const file = (n: number) => [`src/file_${n}.py`, `def work_${n}():\n    """${said(n)}."""\n`];
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, n) => file(n)));
    const few = {
      'src/parser.py': 'def parse_cache_type(name):\n    raise ValueError("Unsupported cache type")\n',
      'README.md': '# Ledger\n',
    };
    commitFiles(source, name === 'small' ? few : many, 'first');
    return gitIn(source, ['rev-parse', 'HEAD']);
  });
  const parts = ['small', 'large'].map((name, n) => ({
    indexFile: join(temporary.path, `${name}.db`),
    mirrorDir: join(temporary.path, name, '.git'),
    commit: commits[n] ?? '',
    repository: name,
    keepCommits: [],
  }));
  for (const part of parts) await writeIndex(part, () => undefined);
  for (const inOrder of [parts, parts.toReversed()]) {
    const found = answerRequest({ id: 1, kind: 'words', parts: inOrder, text: 'unsupported cache type', limit: 10 }) as Found[];
    expect(found[0]?.path).toBe('src/parser.py');
  }
});
