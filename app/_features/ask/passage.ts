/** A retrieved passage, as events and answers carry it. `number` is what the model cites. */
export type Passage = {
  number: number;
  repository: string;
  revision: string;
  path: string;
  startLine: number;
  endLine: number;
  symbol?: string | null | undefined;
};

/** Of an id of a commit, what a reader needs to tell it from others. */
export function shortRevision(revision: string): string {
  return revision.slice(0, 7);
}
