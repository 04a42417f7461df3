import { isOtherJson, readBareJson, readMarkedJson } from './json-call.ts';
import { type FoundCalls, markAt, skipSpace, type Tool, type ToolCall } from './tool-call.ts';
import { readXmlCalls } from './xml-call.ts';
import { readHead } from './xml-head.ts';

/**
 * A run of what a model wrote. The `source` of all runs, put together, is exactly its text; a run's `text` is what of it a person
 * reads.
 */
export type ParsedRun =
  | { kind: 'text'; text: string; source: string }
  /** Thinking aloud: folded away, kept out of history, and never searched for calls. */
  | { kind: 'thought'; text: string; source: string }
  | { kind: 'calls'; calls: ToolCall[]; source: string };

export type ToolCallParserOptions = {
  tools: readonly Tool[];
  /** Whether the prompt ended with an open `<think>`. */
  isThinking?: boolean;
};

const THINK = '<think>';
const THINK_END = '</think>';
const WRAPPER = '<tool_call>';
/** Kinds of code block that hold a call when they begin with one; in any other a call is an example. */
const FENCES: ReadonlySet<string> = new Set(['', 'json', 'xml', 'tool_call', 'tool_calls', 'tool_code']);
/** What is held is read again with each piece up to this length, then only where a piece may end it: a long body costs no square. */
const EAGER_LENGTH = 4_096;
/** Brackets that began like a call and were none, after which they are text: each may have been read to the end of the text. */
const FALSE_STARTS = 100;

type Step = { run: ParsedRun; length: number } | 'more' | null;

/**
 * Turns the text of a model into text, thoughts and tool calls, piece by piece as it comes. How it is cut into pieces changes
 * nothing but how soon the runs come; it never throws, and loses and repeats nothing.
 */
export class ToolCallParser {
  readonly #tools: readonly Tool[];
  #held = '';
  #isThinking: boolean;
  /** Backticks of the code block that the text is in; 0 outside. */
  #fence = 0;
  /** Whether nothing but space has come on this line. */
  #isLineBlank = true;
  #falseStarts = 0;

  constructor({ tools, isThinking = false }: ToolCallParserOptions) {
    this.#tools = tools;
    this.#isThinking = isThinking;
  }

  push(piece: string): ParsedRun[] {
    const isLong = this.#held.length > EAGER_LENGTH;
    this.#held += piece;
    return isLong && !/[>}\]`\n]/.test(piece) ? [] : this.#drain(false);
  }

  /** What was held back, when no more text comes. The parser is then spent. */
  end(): ParsedRun[] {
    return this.#drain(true);
  }

  #drain(isEnd: boolean): ParsedRun[] {
    const runs: ParsedRun[] = [];
    while (this.#held !== '') {
      const step = this.#isThinking ? this.#thought(isEnd) : this.#text(isEnd);
      if (step === 'more' || step === null) break;
      runs.push(step.run);
      this.#held = this.#held.slice(step.length);
    }
    return joined(runs);
  }

  #thought(isEnd: boolean): Step {
    const text = this.#held;
    const at = text.indexOf(THINK_END);
    if (at >= 0) {
      this.#isThinking = false;
      this.#isLineBlank = true;
      const length = at + THINK_END.length;
      return { run: { kind: 'thought', text: text.slice(0, at), source: text.slice(0, length) }, length };
    }
    const until = isEnd ? text.length : beforeBegunTag(text, THINK_END);
    return until === 0 ? 'more' : { run: { kind: 'thought', text: text.slice(0, until), source: text.slice(0, until) }, length: until };
  }

  /** Text up to the next thing that is none, or that thing. */
  #text(isEnd: boolean): Step {
    for (let at = 0; at < this.#held.length; at++) {
      const found = this.#at(at, isEnd);
      if (found === null) this.#pass(this.#held[at] ?? '');
      else if (at > 0) return this.#asText(at);
      else if (found === 'more') return 'more';
      else return this.#take(found);
    }
    return this.#asText(this.#held.length);
  }

  #take(found: Exclude<Special, 'more' | null>): Step {
    const source = this.#held.slice(0, found.length);
    if (found.kind === 'think') {
      this.#isThinking = true;
      return { run: { kind: 'thought', text: '', source }, length: found.length };
    }
    if (found.kind === 'fence') {
      this.#fence = this.#fence > 0 ? 0 : found.backticks;
      this.#isLineBlank = true;
      return this.#asText(found.length);
    }
    this.#fence = found.isFenceOpen ? found.backticks : 0;
    this.#isLineBlank = true;
    return { run: { kind: 'calls', calls: found.calls, source }, length: found.length };
  }

  #asText(length: number): Step {
    const text = this.#held.slice(0, length);
    return { run: { kind: 'text', text, source: text }, length };
  }

  #pass(char: string): void {
    if (char === '\n') this.#isLineBlank = true;
    else if (!/\s/.test(char)) this.#isLineBlank = false;
  }

  #at(at: number, isEnd: boolean): Special {
    const text = this.#held;
    const char = text[at];
    if (char === '`' && this.#isLineBlank) return this.#fenceAt(at, isEnd);
    if (this.#fence > 0) return null;
    if (char === '<') return this.#tagAt(at, isEnd);
    if ((char === '{' || char === '[') && this.#isLineBlank) return special(this.#bareJson(at, isEnd), at);
    return null;
  }

  #bareJson(at: number, isEnd: boolean): FoundCalls {
    if (this.#falseStarts >= FALSE_STARTS || isOtherJson(this.#held, at)) return 'no';
    const found = readBareJson(this.#held, at, this.#tools, isEnd);
    if (found === 'no') this.#falseStarts++;
    return found;
  }

  #tagAt(at: number, isEnd: boolean): Special {
    const text = this.#held;
    const think = markAt(text, at, THINK, isEnd);
    if (think) return think === 'more' ? 'more' : { kind: 'think', length: THINK.length };
    const wrapper = markAt(text, at, WRAPPER, isEnd);
    if (wrapper) return wrapper === 'more' ? 'more' : special(readWrapped(text, at + WRAPPER.length, this.#tools, isEnd), at);
    const bare = markAt(text, at, '<function', isEnd);
    if (bare !== true) return bare || null;
    // Without its wrapper it is a call where the tool is there: people and models write about functions too.
    const head = readHead(text, at, 'function', isEnd);
    if (head === 'more') return 'more';
    if (head === 'no' || !this.#tools.some(({ name }) => name === head.name)) return null;
    return special(readXmlCalls(text, at, this.#tools, isEnd), at);
  }

  #fenceAt(at: number, isEnd: boolean): Special {
    const text = this.#held;
    const lineEnd = text.indexOf('\n', at);
    if (lineEnd < 0 && !isEnd) return /^`{0,2}[^`\n]/.test(text.slice(at)) ? null : 'more';
    const line = text.slice(at, lineEnd < 0 ? text.length : lineEnd);
    const [, ticks = '', language] = /^(`{3,})[ \t]*([\w+#.-]*)[^`]*$/.exec(line) ?? [];
    if (ticks === '') return null;
    if (this.#fence > 0)
      return ticks.length >= this.#fence && language === '' ? { kind: 'fence', length: line.length, backticks: 0 } : null;
    const call = FENCES.has(language ?? '') && lineEnd >= 0 ? this.#fencedCall(at, lineEnd + 1, ticks, isEnd) : null;
    return call ?? { kind: 'fence', length: line.length, backticks: ticks.length };
  }

  /** A code block that begins with a call: block and call are one. */
  #fencedCall(at: number, inside: number, ticks: string, isEnd: boolean): Special {
    const text = this.#held;
    const begin = skipSpace(text, inside);
    if (begin === text.length) return isEnd ? null : 'more';
    const found = this.#callIn(begin, isEnd);
    if (typeof found !== 'object') return found === 'more' ? 'more' : null;
    const behind = skipSpace(text, found.end);
    const closing = markAt(text, behind, ticks, isEnd);
    if (closing === 'more') return 'more';
    const length = (closing ? behind + ticks.length : found.end) - at;
    return { kind: 'calls', calls: found.calls, length, isFenceOpen: !closing && !isEnd, backticks: ticks.length };
  }

  #callIn(at: number, isEnd: boolean): FoundCalls {
    const text = this.#held;
    if (text[at] === '{' || text[at] === '[') return this.#bareJson(at, isEnd);
    const wrapper = markAt(text, at, WRAPPER, isEnd);
    if (wrapper === 'more') return 'more';
    if (wrapper) return readWrapped(text, at + WRAPPER.length, this.#tools, isEnd);
    return 'no';
  }
}

/** Everything at once. @returns the same runs as piece by piece */
export function parseToolCalls(text: string, options: ToolCallParserOptions): ParsedRun[] {
  const parser = new ToolCallParser(options);
  return joined([...parser.push(text), ...parser.end()]);
}

type Special =
  | { kind: 'think'; length: number }
  | { kind: 'fence'; length: number; backticks: number }
  | { kind: 'calls'; calls: ToolCall[]; length: number; isFenceOpen: boolean; backticks: number }
  | 'more'
  | null;

function special(found: FoundCalls, from: number): Special {
  if (found === 'more') return 'more';
  if (found === 'no') return null;
  return { kind: 'calls', calls: found.calls, length: found.end - from, isFenceOpen: false, backticks: 0 };
}

/** What stands behind `<tool_call>`: the XML form, or JSON with or without a code block of its own. */
function readWrapped(text: string, from: number, tools: readonly Tool[], isEnd: boolean): FoundCalls {
  const at = skipSpace(text, from);
  if (at === text.length) return isEnd ? 'no' : 'more';
  if (text[at] === '{' || text[at] === '[') return readMarkedJson(text, at, tools, isEnd);
  const isXml = markAt(text, at, '<function', isEnd);
  if (isXml === 'more') return 'more';
  return isXml ? readXmlCalls(text, at, tools, isEnd) : 'no';
}

/** Neighbours of one kind become one; calls stay apart. */
export function joined(runs: readonly ParsedRun[]): ParsedRun[] {
  const found: ParsedRun[] = [];
  for (const run of runs) {
    const last = found.at(-1);
    if (last && last.kind !== 'calls' && run.kind === last.kind) {
      found[found.length - 1] = { kind: last.kind, text: last.text + run.text, source: last.source + run.source };
    } else found.push(run);
  }
  return found;
}

/** Where a text ends, less a tag that has begun. */
function beforeBegunTag(text: string, tag: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(tag.slice(0, length))) return text.length - length;
  }
  return text.length;
}
