import { describe, expect, it } from 'vitest';
import { isInside } from './inside.ts';

describe('isInside', () => {
  it.each(['/chat', '/r/llama.cpp/a1b2c3d/common/arg.cpp#L10', '#part'])('%s leads within the appliance', (href) => {
    expect(isInside(href)).toBe(true);
  });

  it.each([
    'https://example.org',
    '//example.org/x',
    '/\\example.org',
    '\\\\example.org',
    'javascript:alert(1)',
    'data:text/html,x',
    'mailto:a@b',
    '/\texample.org',
    'chat',
    '',
    // A link that signs out, or anything else that acts on GET.
    '/api/auth/signout',
  ])('%s does not', (href) => {
    expect(isInside(href)).toBe(false);
  });
});
