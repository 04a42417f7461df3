import { commitFiles, initRepository } from '#test/support/make-repository.ts';

/** A file that defines `parse_cache_type`, which questions of tests are about: its lines 1 to 7. */
export const parser = (cases = '    if (name == "f16") { return CACHE_TYPE_F16; }', header = 'parser.h') =>
  [
    `#include "${header}"`,
    '',
    '// Reads the cache type from the command line.',
    'cache_type parse_cache_type(const std::string & name) {',
    cases,
    '    throw std::invalid_argument("unknown cache type: " + name);',
    '}',
    '',
  ].join('\n');

/** A small repository with what a viewer meets: source, a binary, a letter that is not UTF-8, 100,000 lines. @returns its commit */
export function writeLedger(folder: string): string {
  initRepository(folder);
  const files = {
    'README.md': '# Ledger\n\nA small ledger service.\n',
    'src/parser.cpp': parser(),
    'logo.bin': Buffer.from([0, 1, 2, 0xfe]),
    'letter.txt': Buffer.from('Gr\u00fc\u00dfe\n', 'latin1'),
    'rows.py': Array.from({ length: 100_000 }, (_, i) => `row_${i} = ${i}`).join('\n'),
  };
  return commitFiles(folder, files, 'the beginning');
}

/** One commit more. @returns it */
export function changeLedger(folder: string): string {
  return commitFiles(folder, { 'src/parser.cpp': parser('    if (name == "q8_0") { return CACHE_TYPE_Q8_0; }') }, 'another type');
}
