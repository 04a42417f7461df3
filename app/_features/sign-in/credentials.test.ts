import { describe, expect, it } from 'vitest';
import { readFailure } from './credentials.ts';

describe('readFailure', () => {
  it('reads the words and the wait of an error of the door', () => {
    const error = {
      code: 'session.throttled',
      params: { retryAt: '2026-11-24T10:55:00.000Z', failures: 5 },
      message: 'Too many failed tries.',
      remedy: 'Wait.',
      id: 'a1',
    };
    expect(readFailure(JSON.stringify(error))).toEqual({
      code: 'session.throttled',
      message: 'Too many failed tries.',
      remedy: 'Wait.',
      id: 'a1',
      retryAt: '2026-11-24T10:55:00.000Z',
      failures: 5,
    });
  });

  it('has no words for what is no error of ours, so that the form says its own', () => {
    for (const text of [null, '', 'CredentialsSignin', '{not json', '{}']) expect(readFailure(text).message ?? '').toBe('');
  });
});
