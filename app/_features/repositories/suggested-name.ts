const limit = 64;

/**
 * A name for a repository, taken from where it comes from: the last folder of a path or the name of a file, without `.git`, `.bundle`
 * and the like. What a name may not hold becomes a hyphen.
 *
 * @returns '' where nothing usable is left
 */
export function suggestedName(source: string): string {
  const last =
    source
      .replaceAll('\\', '/')
      .split('/')
      .filter((part) => part !== '')
      .at(-1) ?? '';
  const bare = last.replace(/(\.(git|bundle|gitbundle|pack))+$/i, '');
  return bare
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, limit);
}
