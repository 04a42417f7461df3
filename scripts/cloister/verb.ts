import { join } from 'node:path';
import { TRPCClientError } from '@trpc/client';
import type { Command } from 'commander';
import { wordsOf } from '#app/messages/error-words.ts';
import type { ErrorData } from '#server/api/index.ts';
import { AppError, type Config, type DataFolder, dataFolder, findRuntimeFolder, loadConfig } from '#server/platform/index.ts';
import { type Appliance, applianceAt } from './appliance-client.ts';
import { words } from './words.ts';

/** How the command ends, filled in by the verb that ran. */
export type Ending = { status: number };

/** What a verb is given. */
export type Box = {
  isJson: boolean;
  config: Config;
  folder: DataFolder;
  appliance: Appliance;
  /** A message for the person, on standard error. */
  say(text: string): void;
  /** A figure that changes: written over on a terminal, left out elsewhere. */
  progress(text: string): void;
};

/** What a verb found: one JSON document, or the lines that say the same. */
export type Found = { json: unknown; lines: readonly string[]; status?: number };

/**
 * Adds a verb with the options that every verb has, and prints what it finds.
 *
 * @param syntax as commander reads it: "add <name> <source>"
 */
export function addVerb<Args extends unknown[], Options extends object>(
  parent: Command,
  ending: Ending,
  syntax: string,
  about: string,
  act: (box: Box, args: Args, options: Options) => Promise<Found>,
): Command {
  return parent
    .command(syntax)
    .description(about)
    .option('--json', words('options.json'))
    .option('--data <dir>', words('options.data'))
    .action(async (...given: unknown[]) => {
      const command = given.at(-1) as Command;
      const options = command.opts<{ json?: boolean; data?: string }>();
      const box = openBox(options, `${command.parent?.parent ? `${command.parent.name()} ` : ''}${command.name()}`);
      const found = await act(box, given.slice(0, -2) as Args, options as Options);
      box.progress('');
      if (box.isJson) process.stdout.write(`${JSON.stringify(found.json)}\n`);
      else for (const line of found.lines) process.stdout.write(`${line}\n`);
      ending.status = found.status ?? 0;
    });
}

function openBox(options: { json?: boolean; data?: string }, command: string): Box {
  const config = loadConfig({ ...process.env, ...(options.data && { CLOISTER_DATA: options.data }) });
  let width = 0;
  return {
    isJson: options.json ?? false,
    config,
    folder: dataFolder(config.dataDir),
    appliance: applianceAt(join(findRuntimeFolder(config.runtimeDir), 'control.sock'), command),
    say: (text) => process.stderr.write(`${text}\n`),
    progress(text) {
      if (!process.stderr.isTTY) return;
      process.stderr.write(width > 0 || text ? `\r${text.padEnd(width)}${text ? '' : '\r'}` : '');
      width = text.length;
    },
  };
}

type Failure = Pick<ErrorData, 'code' | 'params' | 'message' | 'remedy'> & { id?: string };

const wrongUsage: ReadonlySet<string> = new Set(['appliance.configInvalid', 'bench.suiteUnknown']);

/** Says what went wrong and what to do. @returns the exit status */
export function endingOf(error: unknown, { isJson }: { isJson: boolean }): number {
  const failure = failureOf(error);
  if (isJson) process.stdout.write(`${JSON.stringify({ error: failure })}\n`);
  process.stderr.write(`${failure.message}\n-> ${failure.remedy}\n`);
  return wrongUsage.has(failure.code) ? 2 : 1;
}

function failureOf(error: unknown): Failure {
  const known = appErrorIn(error);
  if (known) return { code: known.code, params: known.params, ...wordsOf(known) };
  if (error instanceof TRPCClientError && isErrorData(error.data)) return error.data;
  const reason = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
  const unexpected = new AppError('console.failed', { reason });
  return { code: unexpected.code, params: unexpected.params, ...wordsOf(unexpected) };
}

function appErrorIn(error: unknown): AppError | null {
  if (error instanceof TRPCClientError && (error.shape as unknown) instanceof AppError) return error.shape as unknown as AppError;
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof AppError) return at;
  return null;
}

function isErrorData(data: unknown): data is ErrorData {
  return typeof data === 'object' && data !== null && 'code' in data && 'remedy' in data;
}
