import ts from 'typescript';
import { type Finding, isCode, linesWith, type SourceFile } from './tree.ts';

const fileLines = 400;
const functionLines = 70;
/** A component's markup stands one attribute a line. */
const componentLines = 110;
const lineWidth = 140;
/** The design tokens, kept as they were drawn. */
const asDrawn = 'app/tokens.css';

/** Files and functions that are two ideas in one, and lines that no window shows whole. */
export function findOversized(files: readonly SourceFile[]): Finding[] {
  return files
    .filter(({ path }) => isCode(path) && path !== asDrawn)
    .flatMap((file) => [...longFile(file), ...wideLines(file), ...longFunctions(file)]);
}

function longFile({ path, text }: SourceFile): Finding[] {
  const lines = text.split('\n').length - 1;
  return lines > fileLines ? [{ path, words: `file too long: ${lines} lines, at most ${fileLines}` }] : [];
}

/** What no formatter can break (class names, a sentence, a regular expression) does not count. */
const unbreakable = /^\s*\/\S.{60,}\/[a-z]*[,;]?$|"[^"\n]{60,}"|'[^'\n]{60,}'|`[^`\n]{60,}`/gm;

function wideLines(file: SourceFile): Finding[] {
  const text = file.text.replace(unbreakable, "''");
  return linesWith({ ...file, text }, new RegExp(`^.{${lineWidth + 1},}$`)).map(({ line }) => ({
    path: file.path,
    line,
    words: `line too wide: at most ${lineWidth} characters`,
  }));
}

function longFunctions({ path, text }: SourceFile): Finding[] {
  if (path.endsWith('.css')) return [];
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const limit = path.endsWith('.tsx') ? componentLines : functionLines;
  const findings: Finding[] = [];
  const linesOf = (node: ts.Node) =>
    source.getLineAndCharacterOfPosition(node.end).line - source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
  // A named function inside another counts for itself, not for the one around it.
  const linesInside = (node: ts.Node): number => {
    let lines = 0;
    ts.forEachChild(node, (child) => {
      lines += ts.isFunctionDeclaration(child) ? linesOf(child) : linesInside(child);
    });
    return lines;
  };
  const visit = (node: ts.Node) => {
    if (ts.isFunctionLike(node) && !isSuite(node)) {
      const first = source.getLineAndCharacterOfPosition(node.getStart()).line;
      const lines = linesOf(node) - linesInside(node);
      if (lines > limit) findings.push({ path, line: first + 1, words: `function too long: ${lines} lines, at most ${limit}` });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return findings;
}

/** The callback of `describe` is a heading, not a function. */
function isSuite(node: ts.Node): boolean {
  return ts.isCallExpression(node.parent) && /^describe\b/.test(node.parent.expression.getText());
}
