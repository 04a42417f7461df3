import type { EventPassage, StoredEvent, TrailStep } from '#server/scheduling/index.ts';

/** What the events of an answer's job amount to: where a resumed answer goes on, and what a page shows of an unfinished one. */
export type ToldSoFar = {
  text: string;
  ids: number[];
  /** null until they were retrieved. */
  passages: EventPassage[] | null;
  trail: TrailStep[];
  /** The step that asked for the answer's source: its prose is complete. null where none did. */
  sourceAsked: Extract<TrailStep, { kind: 'source' }> | null;
  /** Tokens of the prompt; 0 where the engine was never given one. */
  promptTokens: number;
  /** Those of them that were still in the slot's cache; null where the engine was never given a prompt. */
  cachedTokens: number | null;
};

export function toldSoFar(events: readonly StoredEvent[]): ToldSoFar {
  const told: ToldSoFar = { text: '', ids: [], passages: null, trail: [], sourceAsked: null, promptTokens: 0, cachedTokens: null };
  const text: string[] = [];
  for (const { event } of events) {
    if (event.type === 'tokens') {
      text.push(event.text);
      // Not spread into push: a test or a fast engine may put more ids into one event than a call has arguments.
      for (const id of event.ids) told.ids.push(id);
    } else if (event.type === 'passages') told.passages = event.passages;
    else if (event.type === 'step') {
      told.trail.push(event.step);
      if (event.step.kind === 'source') told.sourceAsked = event.step;
    } else if (event.type === 'prefill') {
      // The first of the first attempt: later ones count what was answered already into the prompt.
      told.promptTokens ||= event.total;
      told.cachedTokens ??= event.done;
    }
  }
  return { ...told, text: text.join('') };
}
