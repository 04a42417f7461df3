import ts from 'typescript';
import { type Finding, isCode, linesWith, type SourceFile } from './tree.ts';

const fileLines = 400;
const functionLines = 70;
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

/** A string that no formatter can break (class names, a sentence) does not count. */
const unbreakable = /"[^"\n]{60,}"|'[^'\n]{60,}'|`[^`\n]{60,}`/g;

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
  const findings: Finding[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isFunctionLike(node) && !isSuite(node)) {
      const first = source.getLineAndCharacterOfPosition(node.getStart()).line;
      const lines = source.getLineAndCharacterOfPosition(node.end).line - first + 1;
      if (lines > functionLines)
        findings.push({ path, line: first + 1, words: `function too long: ${lines} lines, at most ${functionLines}` });
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
