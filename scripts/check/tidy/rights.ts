import { type Finding, isCode, isTest, linesWith, type SourceFile } from './tree.ts';

/** Only identity makes an `Authorized`: a cast elsewhere is a right that nobody decided. */
export function findForgedRights(files: readonly SourceFile[]): Finding[] {
  return files
    .filter(({ path }) => isCode(path) && !isTest(path) && !path.startsWith('server/identity/'))
    .flatMap((file) =>
      linesWith(file, /\bas (?:unknown as )?(?:readonly )?Authorized\b/).map(({ line }) => ({
        path: file.path,
        line,
        words: 'an Authorized is made outside identity: call authorize',
      })),
    );
}
