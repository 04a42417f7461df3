import { type Finding, isCode, isTest, linesWith, type SourceFile } from './tree.ts';

type Ban = { pattern: RegExp; words: string; where(path: string): boolean; once?: true };

const everywhere = () => true;
/** Written in two halves, so that this file does not find itself. */
const half = (a: string, b: string) => a + b;

const bans: Ban[] = [
  {
    pattern: new RegExp(`\\b(?:${[half('TO', 'DO'), half('FIX', 'ME'), half('XX', 'X'), half('HA', 'CK')].join('|')})\\b`),
    words: 'banned word: finish it, or write an issue',
    where: isCode,
  },
  { pattern: new RegExp(half('not imple', 'mented'), 'i'), words: 'banned word: nothing in the house is a stub', where: isCode },
  {
    pattern: new RegExp(half('@ts-', '(?:ignore|expect-error|nocheck)|') + half('biome-', 'ignore|') + half('eslint-', 'disable')),
    words: 'a rule is switched off: mend what it says',
    where: isCode,
  },
  { pattern: new RegExp(half('\\bas ', 'any\\b')), words: 'a cast to any: say what it is', where: isCode },
  {
    pattern: new RegExp(half('\\b(?:it|test|describe|suite)\\.(?:skip|todo|only)', '(?:If)?\\(')),
    words: 'a skipped or focused test',
    where: isTest,
  },
  { pattern: /\r$/, words: 'carriage return: lines end with a line feed alone', where: everywhere, once: true },
  {
    pattern: new RegExp(half('(?<![\\w.$}/-])/(?:wo', 'rk|ho') + half('me|ro', 'ot)/[\\w.-]')),
    words: 'a path of one machine',
    where: everywhere,
  },
  {
    pattern: new RegExp(
      ['\\bregistry\\.[a-z0-9-]+\\.[a-z]', half('npm', 'js\\.(?:org|com)'), half('py', 'pi\\.org'), half('python', 'hosted')].join('|'),
    ),
    words: 'the address of a package registry',
    where: everywhere,
  },
];

/** Words and marks that stand nowhere. */
export function findBannedWords(files: readonly SourceFile[]): Finding[] {
  return files
    .filter(({ path }) => path !== 'package-lock.json' && path !== 'LICENSE')
    .flatMap((file) =>
      bans
        .filter((ban) => ban.where(file.path))
        .flatMap((ban) =>
          linesWith(file, ban.pattern)
            .slice(0, ban.once ? 1 : undefined)
            .map(({ line, match }) => ({ path: file.path, line, words: `${ban.words} (${match[0].trim()})` })),
        ),
    );
}

const origin = /\bhttps?:\/\/[^\s'"`<>)]+|(?:src|href)=["'{`]+\/\/[^\s'"`]+|url\(["']?\/\/[^)]+/;

/** A name that looks like an address and that nobody asks. */
const svgNamespace = 'http://www.w3.org/2000/svg';

/** An address outside the box in what a browser gets: nothing of ours asks another origin. */
export function findForeignOrigins(files: readonly SourceFile[]): Finding[] {
  return files
    .filter(({ path }) => path.startsWith('app/') && !isTest(path))
    .flatMap((file) =>
      linesWith({ ...file, text: file.text.replaceAll(svgNamespace, '') }, origin).map(({ line, match }) => ({
        path: file.path,
        line,
        words: `foreign origin in a page: ${match[0]}`,
      })),
    );
}
