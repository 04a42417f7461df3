import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { FileEvidence } from './evidence.ts';
import { parseQuery } from './query.ts';
import { chunkSum, rankPassages } from './rank.ts';

const score = fc.double({ min: 0, max: 50, noNaN: true });
const options = { limit: 50, passagesPerFile: 3, asksForTests: false, asksFor: 'code' } as const;

const file = fc
  .record({
    isTest: fc.boolean(),
    isProse: fc.boolean(),
    scores: fc.array(score, { minLength: 1, maxLength: 5 }),
    pathScore: score,
    commitScore: score,
    identifierScore: score,
    fileNameScore: score,
  })
  .map(({ scores, ...rest }) => ({ ...rest, scores: scores.sort((a, b) => b - a) }));
const evidence = fc.array(file, { maxLength: 20 }).map((files) =>
  files.map(({ scores, ...rest }, at): FileEvidence => {
    const chunks = scores.map((each, n) => ({ chunkId: n, startLine: n * 10 + 1, endLine: n * 10 + 9, symbol: null, score: each }));
    return { part: 0, documentId: at, path: `f${at}`, blobId: `${at}`, chunks, ...rest };
  }),
);

it('gives the same order whatever order the evidence comes in', () => {
  fc.assert(
    fc.property(evidence, fc.integer(), (files, seed) => {
      const turned = [...files].sort((a, b) => ((a.documentId * 31 + seed) % 17) - ((b.documentId * 31 + seed) % 17));
      expect(rankPassages(turned, options)).toEqual(rankPassages(files, options));
    }),
    { seed: 11 },
  );
});

it('gives scores from 0 to 1, falling, and no passage twice', () => {
  fc.assert(
    fc.property(evidence, (files) => {
      const ranked = rankPassages(files, options);
      const scores = ranked.map((passage) => passage.score);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
      for (const each of scores) expect(each >= 0 && each <= 1).toBe(true);
      expect(new Set(ranked.map(({ path, startLine }) => `${path}:${startLine}`)).size).toBe(ranked.length);
    }),
    { seed: 12 },
  );
});

it('never lowers a file whose chunks score more', () => {
  fc.assert(
    fc.property(
      evidence.filter((files) => files.length > 1),
      (files) => {
        const place = (list: FileEvidence[]) => {
          const at = rankPassages(list, { ...options, passagesPerFile: 1 }).findIndex(({ path }) => path === 'f0');
          return at < 0 ? list.length : at;
        };
        const raised = files.map((each) =>
          each.documentId === 0 ? { ...each, chunks: each.chunks.map((c) => ({ ...c, score: c.score + 10 })) } : each,
        );
        expect(place(raised)).toBeLessThanOrEqual(place(files));
      },
    ),
    { seed: 13 },
  );
});

it('puts a test behind the file that says the same, unless tests are asked for', () => {
  const like = { part: 0, isProse: false, blobId: '', pathScore: 0, commitScore: 0, identifierScore: 0, fileNameScore: 0 };
  const chunks = [{ chunkId: 1, startLine: 1, endLine: 9, symbol: null, score: 5 }];
  const files: FileEvidence[] = [
    { ...like, documentId: 1, path: 'a_test.py', isTest: true, chunks: [{ ...chunks[0], score: 6 } as (typeof chunks)[number]] },
    { ...like, documentId: 2, path: 'b.py', isTest: false, chunks },
  ];
  expect(rankPassages(files, options)[0]?.path).toBe('b.py');
  expect(rankPassages(files, { ...options, asksForTests: true })[0]?.path).toBe('a_test.py');
});

it('puts a manual behind the code that says nearly the same, unless it is asked for', () => {
  const like = { part: 0, isTest: false, blobId: '', pathScore: 0, commitScore: 0, identifierScore: 0, fileNameScore: 0 };
  const chunks = (score: number) => [{ chunkId: 1, startLine: 1, endLine: 9, symbol: null, score }];
  const files: FileEvidence[] = [
    { ...like, documentId: 1, path: 'README.md', isProse: true, chunks: chunks(6) },
    { ...like, documentId: 2, path: 'arg.cpp', isProse: false, chunks: chunks(5) },
  ];
  const first = (question: string) => rankPassages(files, { ...options, ...parseQuery(question) })[0]?.path;
  expect(first('Where is the cache type parsed?')).toBe('arg.cpp');
  expect(first('How do I choose a cache type?')).toBe('README.md');
  expect(first('a cache type that is much smaller')).toBe('README.md');
});

it('leaves out what is weak beside the best, and never the best', () => {
  fc.assert(
    fc.property(evidence, (files) => {
      const ranked = rankPassages(files, options);
      for (const { score: each } of ranked) expect(each).toBeGreaterThan(0.3);
      if (files.some(({ chunks }) => (chunks[0]?.score ?? 0) > 0)) expect(ranked[0]?.score).toBe(1);
    }),
    { seed: 14 },
  );
});

it('counts several good chunks more than one, but not each in full', () => {
  const chunks = (...scores: number[]) => ({
    chunks: scores.map((each, at) => ({ chunkId: at, startLine: 1, endLine: 2, symbol: null, score: each })),
  });
  expect(chunkSum(chunks(6, 6, 6))).toBe(6 + 3 + 2);
});
