import { existsSync } from 'node:fs';
import ts from 'typescript';
import { type CheckResult, runTool } from './run-tool.ts';

/**
 * The type check of the whole house.
 *
 * @param paths only these files and what they import
 */
export async function checkTypes(paths: readonly string[]): Promise<CheckResult> {
  // Next writes the types of images and style sheets itself, and git ignores that file.
  if (!existsSync('next-env.d.ts') && existsSync('next.config.ts')) await runTool('next', ['typegen']);
  const config = ts.getParsedCommandLineOfConfigFile(
    'tsconfig.json',
    { noEmit: true, incremental: false },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} },
  );
  if (!config || config.fileNames.length === 0) return { passed: false, output: 'types: tsconfig.json names no file' };
  const program = ts.createProgram(paths.length > 0 ? [...paths] : config.fileNames, config.options);
  const diagnostics = [...config.errors, ...ts.getPreEmitDiagnostics(program)];
  const host = { getCurrentDirectory: () => process.cwd(), getCanonicalFileName: (name: string) => name, getNewLine: () => '\n' };
  return { passed: diagnostics.length === 0, output: ts.formatDiagnostics(diagnostics, host) };
}
