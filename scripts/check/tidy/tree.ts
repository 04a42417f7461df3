import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';

/** A file that git tracks, or would track: what is ignored is nobody's work. */
export type SourceFile = { path: string; text: string };

/** What a rule found, as a person reads it: the place, then what to do. */
export type Finding = { path: string; line?: number; words: string };

const binary = /\.(?:png|jpe?g|gif|ico|woff2?|wasm|gguf|bundle|db|gz|zip)$/;

/** Planted breaches: each offends on purpose, and test/plants.test.ts sees that it is found. */
const planted = /^test\/plants\//;

/** Every text file of the tree below the current folder. */
export function readTree(): SourceFile[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { maxBuffer: 64 * 1024 * 1024 });
  return listed
    .toString('utf8')
    .split('\0')
    .filter((path) => path !== '' && !binary.test(path) && !planted.test(path) && existsSync(path) && statSync(path).isFile())
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
}

/** Each line on which a pattern matches. */
export function linesWith(file: SourceFile, pattern: RegExp): { line: number; match: RegExpMatchArray }[] {
  return file.text.split('\n').flatMap((text, index) => {
    const match = text.match(pattern);
    return match ? [{ line: index + 1, match }] : [];
  });
}

export function isCode(path: string): boolean {
  return /\.(?:tsx?|mjs|css)$/.test(path);
}

export function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || path.startsWith('test/');
}
