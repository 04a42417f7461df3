import { spawnSync } from 'node:child_process';
import { checkKnip } from './knip.ts';
import { checkLint } from './lint.ts';
import { completeLockfile } from './lockfile.ts';
import { checkRanks } from './ranks.ts';
import type { CheckResult } from './run-tool.ts';
import { checkTidy } from './tidy/tidy.ts';
import { checkTypes } from './type-check.ts';

/** Every check, in the order in which they run: quick ones first. Paths narrow a check to some files. */
export const checks = {
  lint: checkLint,
  ranks: checkRanks,
  tidy: checkTidy,
  knip: checkKnip,
  types: checkTypes,
} satisfies Record<string, (paths: readonly string[]) => Promise<CheckResult>>;

export type CheckName = keyof typeof checks;

/** `check`, `check NAME`, `check NAME FILE…`, `check migration NAME`, `check complete-lockfile`. */
export async function run(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === 'migration') return runMigration(rest);
  if (name === 'complete-lockfile') {
    process.stdout.write(`${completeLockfile()} packages of other platforms added to package-lock.json\n`);
    return 0;
  }
  if (name !== undefined && !isCheckName(name)) {
    process.stderr.write(
      `There is no check "${name}". Use one of these: ${Object.keys(checks).join(', ')}, migration, complete-lockfile.\n`,
    );
    return 2;
  }
  let failed = 0;
  for (const next of name ? [name] : (Object.keys(checks) as CheckName[])) {
    const { passed, output } = await checks[next](rest);
    process.stdout.write(`${passed ? 'ok  ' : 'FAIL'} ${next}\n${passed ? '' : `${output.trimEnd()}\n`}`);
    if (!passed) failed++;
  }
  return failed === 0 ? 0 : 1;
}

function isCheckName(name: string): name is CheckName {
  return Object.hasOwn(checks, name);
}

/** A process of its own: it loads Prisma's engine as WebAssembly. */
function runMigration(args: readonly string[]): number {
  return spawnSync(process.execPath, ['scripts/check/migration.ts', ...args], { stdio: 'inherit' }).status ?? 1;
}
