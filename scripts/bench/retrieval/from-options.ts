import type { Checkout } from './git-checkout.ts';
import type { Candidate } from './question.ts';
import { isAsked } from './wording.ts';

/** llama.cpp's table of command-line options, which every program of it reads. */
const TABLE = 'common/arg.cpp';
const ENTRY = /common_arg\(\s*\{[^}]*\},\s*((?:"(?:[^"\\]|\\.)*"|[\s,]|string_format\()+)/g;
const LITERAL = /"((?:[^"\\]|\\.)*)"/g;

const asked = [
  (help: string) => `Where is the command line option parsed for: ${help}?`,
  (help: string) => `Which file defines the flag for ${help}?`,
  (help: string) => `How is this set from the command line: ${help}?`,
];

/** What the help says of each option, asked for the place that parses it. The words stand in that place and in the manuals alike. */
export function optionQuestions({ paths, text }: Checkout): Candidate[] {
  if (!paths.includes(TABLE)) return [];
  return [...text(TABLE).matchAll(ENTRY)].flatMap(([, literals = ''], at): Candidate[] => {
    const joined = literals.replace(/"\s*\n\s*"/g, '');
    const help = [...joined.matchAll(LITERAL)].map(([, one = '']) => one).toSorted((a, b) => b.length - a.length)[0] ?? '';
    const sentence = help.split(/\\n|\(default|\(env/)[0]?.trim() ?? '';
    const question = asked[at % asked.length]?.(sentence) ?? '';
    return isAsked(sentence) ? [{ kind: 'options', text: question, expected: [TABLE] }] : [];
  });
}
