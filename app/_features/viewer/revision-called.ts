/**
 * The commit that an address means: one in full as it stands, else the newest revision of a branch of that name, else the one that
 * begins so.
 *
 * @param revisions newest first
 * @returns null where it means none
 */
export function revisionCalled(asked: string, revisions: readonly { commit: string; branch: string }[]): string | null {
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(asked)) return asked;
  const byBranch = revisions.find((one) => one.branch === asked);
  const byStart = asked.length >= 7 ? revisions.find((one) => one.commit.startsWith(asked)) : undefined;
  return byBranch?.commit ?? byStart?.commit ?? null;
}
