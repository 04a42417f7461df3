import type { Checkout } from './git-checkout.ts';
import type { Candidate } from './question.ts';
import { isAsked, isSource, sentenceOf, withoutNames } from './wording.ts';

const PER_FILE = 2;

/** What stands above or below a definition's first line to describe it. */
type Doc = { text: string; name: string; lines: number[] };

// From the first column: what stands further in is a statement as often as a declaration.
const C_FUNCTION = /^(?!(?:return|else|case|typedef|using|namespace|#)\b)[A-Za-z_][\w:<>,*&\s]*[\s*&](?<name>~?[\w:]+)\s*\(/;
const TS_DEFINITION = /^\s*(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:(?:function\*?|class|interface|const|type)\s+)(?<name>\w+)/;
const GO_DEFINITION = /^(?:func\s+(?:\([^)]*\)\s*)?|type\s+)(?<name>\w+)/;
const PYTHON_DEFINITION = /^\s*(?:async\s+)?(?:def|class)\s+(?<name>\w+)/;

const definitions: readonly [RegExp, readonly RegExp[]][] = [
  [/\.(?:c|cc|cpp|cxx|h|hpp|cu|cuh)$/, [C_FUNCTION]],
  [/\.(?:ts|tsx|js|mjs|jsx)$/, [TS_DEFINITION]],
  [/\.go$/, [GO_DEFINITION]],
];

/** First sentences of comments above functions and types, and of docstrings, asked without the name of what they describe. */
export function docQuestions({ paths, text }: Checkout): Candidate[] {
  return paths.filter(isSource).flatMap((path) => {
    const lines = text(path).split('\n');
    const docs = path.endsWith('.py') ? docstringsIn(lines) : commentsIn(lines, patternsOf(path));
    const asked = docs.flatMap((doc): Candidate[] => {
      const question = withoutNames(sentenceOf(doc.text), [doc.name]);
      return isAsked(question) ? [{ kind: 'docs', text: question, expected: [path], blanked: { path, lines: doc.lines } }] : [];
    });
    return asked.slice(0, PER_FILE);
  });
}

function patternsOf(path: string): readonly RegExp[] {
  return definitions.find(([name]) => name.test(path))?.[1] ?? [];
}

function commentsIn(lines: readonly string[], patterns: readonly RegExp[]): Doc[] {
  if (patterns.length === 0) return [];
  const docs: Doc[] = [];
  let comment: { texts: string[]; numbers: number[] } = { texts: [], numbers: [] };
  let isInside = false;
  lines.forEach((line, at) => {
    const opens = /^\s*\/\*/.test(line);
    if (isInside || opens || /^\s*\/\//.test(line)) {
      comment.texts.push(line.replace(/^\s*(?:\/\*+!?|\*+\/|\*|\/\/+[!<]*)\s?/, '').replace(/\*+\/\s*$/, ''));
      comment.numbers.push(at + 1);
      isInside = (isInside || opens) && !line.includes('*/');
      return;
    }
    const name = patterns.map((pattern) => pattern.exec(line)?.groups?.name).find(Boolean);
    if (name && comment.texts.length > 0) docs.push({ text: comment.texts.join('\n'), name, lines: comment.numbers });
    comment = { texts: [], numbers: [] };
  });
  return docs;
}

function docstringsIn(lines: readonly string[]): Doc[] {
  const docs: Doc[] = [];
  for (let at = 0; at < lines.length; at++) {
    const name = PYTHON_DEFINITION.exec(lines[at] ?? '')?.groups?.name;
    if (!name) continue;
    let body = at;
    while (body < lines.length && body < at + 20 && !/:\s*(?:#.*)?$/.test(lines[body] ?? '')) body++;
    const opening = /^\s*[rRuU]?("""|''')/.exec(lines[body + 1] ?? '')?.[1];
    if (!opening) continue;
    let end = body + 1;
    const closes = (line: string, from: number) => line.indexOf(opening, from) >= 0;
    if (!closes(lines[end] ?? '', (lines[end] ?? '').indexOf(opening) + 3)) {
      for (end++; end < lines.length && !closes(lines[end] ?? '', 0); ) end++;
    }
    const numbers = Array.from({ length: end - body }, (_, offset) => body + 2 + offset);
    const text = lines.slice(body + 1, end + 1).join('\n');
    // A lone docstring is the whole body of some functions: a blank body parses no worse than a comment that is gone.
    docs.push({ text: text.replaceAll(opening, ''), name, lines: numbers });
    at = end;
  }
  return docs;
}
