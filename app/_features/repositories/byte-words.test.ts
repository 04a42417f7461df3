import { expect, it } from 'vitest';
import { byteWords } from './byte-words.ts';

const number = (value: number, options: { maximumFractionDigits: number }) => new Intl.NumberFormat('en-GB', options).format(value);

it('says a size in the unit that leaves few digits', () => {
  const said = [0, 1, 1_023, 1_024, 225_280, 1_048_575, 1_048_576, 64_382_566, 5 * 1_024 ** 4].map((size) => byteWords(size, number));
  expect(said).toEqual(['0 bytes', '1 byte', '1,023 bytes', '1 KiB', '220 KiB', '1 MiB', '1 MiB', '61.4 MiB', '5 TiB']);
});
