import { isManual } from './from-manuals.ts';
import type { Checkout } from './git-checkout.ts';
import type { Candidate } from './question.ts';
import { isAsked, isSource, withoutNames } from './wording.ts';

const PER_DOCUMENT = 6;
const MENTION = /(?<![\w/.-])[\w./-]*\w\.(?:c|cc|cpp|h|hpp|cu|ts|tsx|js|mjs|go|py|rs|java)\b/g;
/** A line that is typed, not said. */
const COMMAND = /^\s*(?:[$>|]|```)|^\s*(?:\.{0,2}\/|python|node|npm|cmake|git|go|cd)\b|\s--?\w|\\$|\s>\s/;

/** Sentences of the project's documents that name one of its files, asked without that name. */
export function mentionQuestions({ paths, text }: Checkout): Candidate[] {
  const named = pathsByName(paths.filter(isSource));
  return paths.filter(isManual).flatMap((path) =>
    text(path)
      .split('\n')
      .flatMap((line, at) => candidateOf(line, named).map((asked) => ({ ...asked, blanked: { path, lines: [at + 1] } })))
      .slice(0, PER_DOCUMENT),
  );
}

function candidateOf(line: string, named: ReadonlyMap<string, string[]>): Candidate[] {
  const prose = line
    .replace(/\[([^\]]*)\]\(([^)]*)\)/g, '$1 $2')
    .replace(/https?:\S+/g, (url) => url.replace(/^.*\/(?:blob|tree)\/[^/]+\//, ''));
  const mentions = [...new Set(prose.match(MENTION) ?? [])];
  const found = [...new Set(mentions.flatMap((mention) => named.get(mention.replace(/^\.?\//, '')) ?? []))];
  const [only] = found;
  if (found.length !== 1 || !only || COMMAND.test(line)) return [];
  const stem = only.slice(only.lastIndexOf('/') + 1).replace(/\.[^.]+$/, '');
  const question = withoutNames(prose.replace(/[`*_#]+(?=\s|$)|(?<=\s|^)[`*_#]+/g, ' '), [...mentions, stem]);
  return isAsked(question) ? [{ kind: 'mentions', text: question, expected: [only] }] : [];
}

/** Files by their path, and by their bare name where one alone has it. */
function pathsByName(paths: readonly string[]): Map<string, string[]> {
  const named = new Map<string, string[]>();
  for (const path of paths) {
    for (const name of new Set([path, path.slice(path.lastIndexOf('/') + 1)])) named.set(name, [...(named.get(name) ?? []), path]);
  }
  for (const [name, found] of named) if (found.length > 1) named.delete(name);
  return named;
}
