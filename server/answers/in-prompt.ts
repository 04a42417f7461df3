import type { TrailStep } from '#server/scheduling/index.ts';

/**
 * Numbers of the passages whose lines stood in the prompt: what left a repository into a model. Each such step of the trail is told
 * before the engine is given the prompt. The others were found, and shown to the person alone.
 */
export function numbersInPrompt(trail: readonly TrailStep[]): ReadonlySet<number> {
  return new Set(trail.flatMap((step) => (step.kind === 'read' ? step.passages : [])));
}
