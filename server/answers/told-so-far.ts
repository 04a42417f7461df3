import type { EventPassage, StoredEvent, TrailStep } from '#server/scheduling/index.ts';

/** What the events of an answer's job amount to: where a resumed answer goes on, and what a page shows of an unfinished one. */
export type ToldSoFar = {
  text: string;
  ids: number[];
  /** null until they were retrieved. */
  passages: EventPassage[] | null;
  trail: TrailStep[];
  /** Tokens of the prompt; 0 where the engine was never given one. */
  promptTokens: number;
};

export function toldSoFar(events: readonly StoredEvent[]): ToldSoFar {
  const told: ToldSoFar = { text: '', ids: [], passages: null, trail: [], promptTokens: 0 };
  const text: string[] = [];
  for (const { event } of events) {
    if (event.type === 'tokens') {
      text.push(event.text);
      // Not spread into push: a test or a fast engine may put more ids into one event than a call has arguments.
      for (const id of event.ids) told.ids.push(id);
    } else if (event.type === 'passages') told.passages = event.passages;
    else if (event.type === 'step') told.trail.push(event.step);
    else if (event.type === 'prefill') told.promptTokens ||= event.total;
  }
  return { ...told, text: text.join('') };
}
