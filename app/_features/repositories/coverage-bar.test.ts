import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverageBar, languageShares } from './coverage-bar.ts';

describe('the coverage bar', () => {
  it('never overflows and shows every part that is there', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.nat(100_000), fc.nat(100_000), (filesIndexed, filesSkipped, filesFailed) => {
        const parts = coverageBar({ files: filesIndexed + filesSkipped + filesFailed, filesIndexed, filesSkipped, filesFailed });
        expect(parts.reduce((sum, part) => sum + part.width, 0)).toBeLessThanOrEqual(100.000_001);
        for (const part of parts) expect(part.width > 0).toBe(part.files > 0);
      }),
    );
  });

  it('keeps the figures true where the width is not', () => {
    const parts = coverageBar({ files: 3_619, filesIndexed: 3_291, filesSkipped: 324, filesFailed: 4 });
    expect(parts.map((part) => part.percent)).toEqual([90.9, 9, 0.1]);
    expect(parts[2]?.width).toBe(0.6);
  });

  it('is an empty bar for a revision without files', () => {
    expect(coverageBar({ files: 0, filesIndexed: 0, filesSkipped: 0, filesFailed: 0 }).map((part) => part.width)).toEqual([0, 0, 0]);
  });
});

describe('the languages', () => {
  it('sum to 100 in at most five parts', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 1e9 }), { minKeys: 1, maxKeys: 12 }),
        (bytes) => {
          const shares = languageShares(bytes, 'Other');
          expect(shares.reduce((sum, share) => sum + share.percent, 0)).toBe(100);
          expect(shares.length).toBeLessThanOrEqual(5);
        },
      ),
    );
  });

  it('puts the largest first and the rest last', () => {
    const shares = languageShares({ Python: 8, 'C++': 58, CUDA: 17, TypeScript: 13, Shell: 2, CMake: 2 }, 'Other');
    expect(shares.map((share) => share.name)).toEqual(['C++', 'CUDA', 'TypeScript', 'Python', 'Other']);
    expect(languageShares({ C: 0 }, 'Other')).toEqual([]);
  });
});
