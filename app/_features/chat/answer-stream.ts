/** What a job tells while it works, as the server numbers it. An id is `attempt:number`. */
export type StreamEvent<Passage, Step> =
  | { type: 'place'; place: number; ahead: number }
  | { type: 'started' }
  | { type: 'step'; step: Step }
  | { type: 'passages'; passages: Passage[] }
  | { type: 'prefill'; done: number; total: number }
  | { type: 'tokens'; text: string; ids: readonly number[] }
  | { type: 'rewind'; toNumber: number }
  | { type: 'continued'; reason: string; atMs: number }
  | { type: 'finished'; state: string };

export type Numbered<Event> = { id: string; event: Event };

/** An answer as far as its events tell. */
export type Progress<Passage, Step> = {
  phase: 'waiting' | 'reading' | 'writing' | 'finished';
  place: number | null;
  ahead: number;
  passages: Passage[] | null;
  steps: Step[];
  prefill: { done: number; total: number } | null;
  text: string;
  tokens: number;
  /** Where the text goes on after a restart: how much of it stood before, in characters and tokens. */
  continued: { reason: string; atMs: number; at: number; tokens: number }[];
  endState: string | null;
};

/** Events heard so far, in order, and the answer that they make. */
export type Heard<Passage, Step> = { events: { number: number; event: StreamEvent<Passage, Step> }[]; progress: Progress<Passage, Step> };

export function nothingHeard<Passage, Step>(): Heard<Passage, Step> {
  return { events: [], progress: blank() };
}

function blank<Passage, Step>(): Progress<Passage, Step> {
  return {
    phase: 'waiting',
    place: null,
    ahead: 0,
    passages: null,
    steps: [],
    prefill: null,
    text: '',
    tokens: 0,
    continued: [],
    endState: null,
  };
}

/**
 * Takes newly heard events in. One heard twice counts once; after a rewind everything behind its number is forgotten and told anew.
 */
export function hear<Passage, Step>(
  heard: Heard<Passage, Step>,
  arrived: readonly Numbered<StreamEvent<Passage, Step>>[],
): Heard<Passage, Step> {
  let { events, progress } = heard;
  for (const { id, event } of arrived) {
    if (event.type === 'rewind') {
      events = events.filter((one) => one.number <= event.toNumber);
      progress = events.reduce((so, one) => after(so, one.event), blank<Passage, Step>());
      continue;
    }
    const number = Number(id.slice(id.indexOf(':') + 1));
    if (number <= (events.at(-1)?.number ?? -1)) continue;
    events = [...events, { number, event }];
    progress = after(progress, event);
  }
  return events === heard.events && progress === heard.progress ? heard : { events, progress };
}

function after<Passage, Step>(so: Progress<Passage, Step>, event: StreamEvent<Passage, Step>): Progress<Passage, Step> {
  switch (event.type) {
    case 'place':
      return { ...so, phase: 'waiting', place: event.place, ahead: event.ahead };
    case 'started':
      return { ...so, phase: so.tokens > 0 ? 'writing' : 'reading', place: null };
    case 'step':
      return { ...so, steps: [...so.steps, event.step] };
    case 'passages':
      return { ...so, passages: event.passages };
    case 'prefill':
      return { ...so, prefill: { done: event.done, total: event.total } };
    case 'tokens':
      return { ...so, phase: 'writing', place: null, prefill: null, text: so.text + event.text, tokens: so.tokens + event.ids.length };
    case 'continued':
      // It has its slot again: the prompt is read once more before the next word.
      return {
        ...so,
        phase: 'reading',
        place: null,
        prefill: null,
        continued: [...so.continued, { reason: event.reason, atMs: event.atMs, at: so.text.length, tokens: so.tokens }],
      };
    case 'finished':
      return { ...so, phase: 'finished', place: null, endState: event.state };
    case 'rewind':
      return so;
  }
}
