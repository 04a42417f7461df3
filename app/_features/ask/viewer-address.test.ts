import { describe, expect, it } from 'vitest';
import { lineRange, viewerAddress } from './viewer-address.ts';

const lines = { repository: 'llama.cpp', revision: 'a1b2c3d', path: 'common/arg.cpp', startLine: 316, endLine: 323 };

describe('viewerAddress', () => {
  it('names repository, revision, path and lines, and where the reader came from', () => {
    expect(viewerAddress(lines, { answerId: 'x', source: 3 })).toBe('/r/llama.cpp/a1b2c3d/common/arg.cpp?from=x&source=3#L316-L323');
    expect(viewerAddress({ ...lines, endLine: 316 })).toBe('/r/llama.cpp/a1b2c3d/common/arg.cpp#L316');
  });

  it('lets no character of a path become part of the address', () => {
    expect(viewerAddress({ ...lines, path: 'a#b/c?d/ü.c' })).toBe('/r/llama.cpp/a1b2c3d/a%23b/c%3Fd/%C3%BC.c#L316-L323');
  });
});

describe('lineRange', () => {
  it('is one number for one line', () => {
    expect([lineRange(lines), lineRange({ startLine: 7, endLine: 7 })]).toEqual(['316–323', '7']);
  });
});
