import { expect, it } from 'vitest';
import { sourceFrom, viewerHref } from './viewer-href.ts';

it('spells a place so that odd names survive', () => {
  expect(viewerHref({ repository: 'llama.cpp', revision: 'a1b2', path: 'common/arg.cpp', lines: { start: 316, end: 323 } })).toBe(
    '/r/llama.cpp/a1b2/common/arg.cpp#L316-L323',
  );
  expect(viewerHref({ repository: 'a', revision: 'feature/x', path: 'b c/#1?.ts', from: { answerId: 'n1', source: 3 } })).toBe(
    '/r/a/feature%2Fx/b%20c/%231%3F.ts?from=n1&source=3',
  );
  expect(viewerHref({ repository: 'a', revision: 'main', path: '' })).toBe('/r/a/main');
});

it('takes only a number from one for a source', () => {
  expect(sourceFrom('3')).toBe(3);
  for (const text of ['0', '-1', '1.5', 'x', '', null, undefined, '99999']) expect(sourceFrom(text)).toBeNull();
});
