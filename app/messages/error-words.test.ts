import { expect, it } from 'vitest';
import { AppError } from '#server/platform/index.ts';
import words from './en.json' with { type: 'json' };
import { shownParams, wordsOf } from './error-words.ts';

it('fills in what an error is about', () => {
  expect(wordsOf(new AppError('repository.branchMissing', { branch: 'dev', branches: 'main, next' }))).toEqual({
    message: 'There is no branch dev.',
    remedy: 'Choose one of these: main, next.',
  });
});

it('shows sizes and times with units, and other figures as they are', () => {
  expect(shownParams({ sizeBytes: 65_536, limitBytes: 1_048_577, limitMs: 5_000, waitMs: 250, port: 31001, name: 'a' })).toEqual({
    sizeBytes: '64 KiB',
    limitBytes: '1 MiB',
    limitMs: '5 s',
    waitMs: '250 ms',
    port: '31001',
    name: 'a',
  });
});

it('gives every error a fact and a remedy, each a whole sentence', () => {
  for (const [room, errors] of Object.entries(words.errors)) {
    for (const [name, { message, remedy }] of Object.entries(errors)) {
      expect(`${room}.${name}: ${message}`).toMatch(/: \S.*(?:[.!?]|\{reason\})$/);
      expect(`${room}.${name}: ${remedy}`).toMatch(/: \S.*[.=A-Z]$/);
      expect(`${message} ${remedy}`).not.toMatch(/please|oops|sorry/i);
    }
  }
});
