import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program that something needs, and the Debian package that brings it. */
export type Tool<C extends string> = { command: C; debianPackage: string };

export function isInstalled(command: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)));
}
