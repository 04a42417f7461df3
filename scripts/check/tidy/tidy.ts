import type { CheckResult } from '../run-tool.ts';
import { findUnrecordedMutations } from './mutations.ts';
import { findBadNames } from './names.ts';
import { findUntruePapers } from './papers.ts';
import { findForgedRights } from './rights.ts';
import { findOversized } from './sizes.ts';
import { type Finding, readTree, type SourceFile } from './tree.ts';
import { findBannedWords, findForeignOrigins } from './words.ts';

const rules = [
  findOversized,
  findBannedWords,
  findForeignOrigins,
  findBadNames,
  findUntruePapers,
  findForgedRights,
  findUnrecordedMutations,
];

/** All that our own rules find in a tree. */
export function findUntidy(files: readonly SourceFile[]): Finding[] {
  return rules.flatMap((rule) => rule(files));
}

/**
 * Our own rules, over every file that git tracks or would track.
 *
 * @param paths show only what is found in these
 */
export async function checkTidy(paths: readonly string[]): Promise<CheckResult> {
  const files = readTree();
  if (files.length === 0) return { passed: false, output: 'tidy: git lists no file here' };
  const findings = findUntidy(files).filter(({ path }) => paths.length === 0 || paths.includes(path));
  const lines = findings.map(({ path, line, words }) => `${path}${line ? `:${line}` : ''}: ${words}`);
  return { passed: findings.length === 0, output: findings.length === 0 ? `${files.length} files` : lines.join('\n') };
}
