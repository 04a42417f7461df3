import type { Command } from 'commander';
import { addVerb, type Ending } from './verb.ts';
import { wholeNumber } from './whole-number.ts';
import { words } from './words.ts';

type Kind = 'words' | 'literal' | 'regex';
type Options = { limit: number; kind: Kind };

/** `cloister search REPO[,REPO…] QUERY`: ranked passages, best first. */
export function addSearch(program: Command, ending: Ending): void {
  addVerb(
    program,
    ending,
    'search <repositories> <query...>',
    words('search.about'),
    async ({ appliance }, [names, query]: [string, string[]], options: Options) => {
      const input = { repositories: namesOf(names), text: query.join(' '), kind: options.kind, limit: options.limit };
      const found = await appliance.trpc.search.run.query(input);
      const lines = found.results.flatMap((passage) => [
        `${passage.repository}:${passage.path}:${passage.startLine}-${passage.endLine}${passage.symbol ? `  ${passage.symbol}` : ''}`,
        ...previewLines(passage.preview),
      ]);
      return {
        json: found,
        lines:
          lines.length > 0
            ? lines
            : [words('search.nothing', { query: query.join(' '), scope: found.scope.map((s) => s.repository).join(', ') })],
      };
    },
  )
    .option('--limit <n>', words('search.limitOption'), wholeNumber, 10)
    .option('--kind <kind>', words('search.kindOption'), 'words');
}

/** "a,b" as names. */
export function namesOf(list: string): string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
}

/** The first lines of a passage, indented. */
function previewLines(preview: string): string[] {
  return preview
    .split('\n')
    .slice(0, 3)
    .map((line) => `    ${line}`);
}
