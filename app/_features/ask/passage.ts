/** A retrieved passage, as events and answers carry it. `number` is what the model cites. */
export type Passage = {
  number: number;
  repository: string;
  revision: string;
  path: string;
  startLine: number;
  endLine: number;
  symbol?: string | null | undefined;
  /** The model was given its lines. null: not known yet, or none was given any. */
  inPrompt?: boolean | null | undefined;
};

/** Passages with whether each entered the prompt, which the steps of the trail tell before the first word. */
export function withInPrompt<P extends Passage>(
  passages: readonly P[],
  trail: readonly { kind: string; passages?: number | number[] }[],
): (P & { inPrompt: boolean | null })[] {
  const read = new Set(trail.flatMap((step) => (step.kind === 'read' && Array.isArray(step.passages) ? step.passages : [])));
  return passages.map((passage) => ({ ...passage, inPrompt: read.size > 0 ? read.has(passage.number) : null }));
}
