import { AppError, limits } from '#server/platform/index.ts';

/** A name as it is shown, and the key that it is looked up by: names that look the same have the same key. */
export type PersonName = { shown: string; key: string };

/**
 * Reads the name of a person.
 *
 * Compatibility forms are folded (NFKC), so that "Ａda" is "Ada". Control characters, and those that turn or hide text
 * (directions, zero width), are refused: a record that shows a name must show what is there.
 *
 * @throws AppError `user.nameInvalid`
 */
export function readName(text: string): PersonName {
  const shown = text.normalize('NFKC').replace(/\s+/gu, ' ').trim();
  if (shown === '') throw new AppError('user.nameInvalid', { reason: 'it is empty' });
  if ([...shown].length > limits.nameLength)
    throw new AppError('user.nameInvalid', { reason: `it is longer than ${limits.nameLength} characters` });
  if (/[\p{C}\p{Zl}\p{Zp}]/u.test(text)) throw new AppError('user.nameInvalid', { reason: 'it holds characters that cannot be seen' });
  if (!/[\p{L}\p{N}]/u.test(shown)) throw new AppError('user.nameInvalid', { reason: 'it holds no letter and no digit' });
  return { shown, key: shown.toLowerCase().normalize('NFKC') };
}

/** The key of a name typed to sign in; null where no person can have it. */
export function nameKeyOf(text: string): string | null {
  try {
    return readName(text).key;
  } catch {
    return null;
  }
}
