/** One search, one reading or one asking on the way to an answer. */
export type TrailStep =
  /** `carried`: what was searched for with it, at less weight, because the question rests on earlier ones. */
  | {
      kind: 'search';
      query: string;
      carried?: string;
      search: 'words' | 'literal' | 'regex';
      repositories: string[];
      passages: number;
      tookMs: number;
    }
  /** `passages`: numbers of those that entered the prompt here. */
  | { kind: 'read'; repository: string; path: string; ranges: { startLine: number; endLine: number }[]; passages: number[] }
  /** The answer cited none of its passages and was asked for its source, after it had ended as `after` says. */
  | { kind: 'source'; passages: number; after: 'end' | 'limit' | 'loop' };

/** A retrieved passage as the page shows it; `number` is the id that the model cites. */
export type EventPassage = {
  number: number;
  repositoryId: string;
  repository: string;
  revision: string;
  path: string;
  startLine: number;
  endLine: number;
  blobId: string;
  score: number;
  symbol?: string;
};

export type FinalState = 'done' | 'stopped' | 'failed';

/** What watchers of a job are told. Stored before it is published. */
export type JobEvent =
  | { type: 'place'; place: number; ahead: number }
  | { type: 'started' }
  | { type: 'step'; step: TrailStep }
  | { type: 'passages'; passages: EventPassage[] }
  | { type: 'prefill'; done: number; total: number }
  | { type: 'tokens'; text: string; ids: number[] }
  /** Everything after number `toNumber` that the watcher was shown is void: a power cut took it, and the numbers are used again. */
  | { type: 'rewind'; toNumber: number }
  /** The job goes on after an interruption, behind what is already there. */
  | { type: 'continued'; reason: 'engine' | 'appliance'; atMs: number }
  | { type: 'finished'; state: FinalState; error?: { code: string; params: Record<string, unknown> } };

/** An event's id is `attempt:number`; numbers run on over attempts, from 1 and without a gap. */
export type EventId = `${number}:${number}`;

export type StoredEvent = { attempt: number; number: number; event: JobEvent };

export function eventId({ attempt, number }: { attempt: number; number: number }): EventId {
  return `${attempt}:${number}`;
}

/** @returns null for text that is no event id */
export function parseEventId(text: string): { attempt: number; number: number } | null {
  const parts = /^(\d{1,9}):(\d{1,12})$/.exec(text);
  return parts ? { attempt: Number(parts[1]), number: Number(parts[2]) } : null;
}
