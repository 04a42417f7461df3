import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { FileEvidence } from './evidence.ts';
import { chunkSum, rankPassages } from './rank.ts';

const score = fc.double({ min: 0, max: 50, noNaN: true });
const options = { limit: 50, passagesPerFile: 3, asksForTests: false };

const file = fc
  .record({
    isTest: fc.boolean(),
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
        const place = (list: FileEvidence[]) =>
          rankPassages(list, { ...options, passagesPerFile: 1 }).findIndex(({ path }) => path === 'f0');
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
  const like = { part: 0, blobId: '', pathScore: 0, commitScore: 0, identifierScore: 0, fileNameScore: 0 };
  const chunks = [{ chunkId: 1, startLine: 1, endLine: 9, symbol: null, score: 5 }];
  const files: FileEvidence[] = [
    { ...like, documentId: 1, path: 'a_test.py', isTest: true, chunks: [{ ...chunks[0], score: 6 } as (typeof chunks)[number]] },
    { ...like, documentId: 2, path: 'b.py', isTest: false, chunks },
  ];
  expect(rankPassages(files, options)[0]?.path).toBe('b.py');
  expect(rankPassages(files, { ...options, asksForTests: true })[0]?.path).toBe('a_test.py');
});

it('counts several good chunks more than one, but not each in full', () => {
  const chunks = (...scores: number[]) => ({
    chunks: scores.map((each, at) => ({ chunkId: at, startLine: 1, endLine: 2, symbol: null, score: each })),
  });
  expect(chunkSum(chunks(6, 6, 6))).toBe(6 + 3 + 2);
});
