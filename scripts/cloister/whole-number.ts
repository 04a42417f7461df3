import { InvalidArgumentError } from 'commander';
import { words } from './words.ts';

/** Reads an option as a whole number above 0. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError(words('search.limitInvalid'));
  return value;
}
