import { isRecord, ownSchema, typedArguments } from './json-call.ts';
import { readJson } from './tolerant-json.ts';
import { type FoundCalls, markAt, skipSpace, type Tool, type ToolCall } from './tool-call.ts';
import { typedValue } from './typed-value.ts';
import { readHead } from './xml-head.ts';
import { readValue } from './xml-value.ts';

const WRAPPER_END = '</tool_call>';

/**
 * Calls in the form of Qwen3-Coder: `<function=NAME><parameter=KEY>value</parameter></function>`, one or several, up to the
 * `</tool_call>` that may follow. Tags that close nothing, and tags that nobody closed, are taken for what they were meant as.
 *
 * @param at place of the first `<function`
 */
export function readXmlCalls(text: string, at: number, tools: readonly Tool[], isEnd: boolean): FoundCalls {
  const calls: ToolCall[] = [];
  let end = at;
  for (let from = at; ; ) {
    const found = readFunction(text, from, tools, isEnd);
    if (found === 'more') return 'more';
    if (found === 'no') break;
    calls.push(found.call);
    end = found.end;
    from = skipSpace(text, end);
    const isClosed = markAt(text, from, WRAPPER_END, isEnd);
    if (isClosed === 'more') return 'more';
    if (isClosed) return { calls, end: from + WRAPPER_END.length };
    const goesOn = markAt(text, from, '<function', isEnd);
    if (goesOn === 'more') return 'more';
    if (!goesOn) break;
  }
  return calls.length > 0 ? { calls, end } : 'no';
}

type Found = { call: ToolCall; end: number };

function readFunction(text: string, at: number, tools: readonly Tool[], isEnd: boolean): Found | 'more' | 'no' {
  const head = readHead(text, at, 'function', isEnd);
  if (typeof head !== 'object') return head;
  const properties = tools.find(({ name }) => name === head.name)?.parameters.properties;
  const args = new Map<string, unknown>();
  const done = (end: number, isWhole: boolean): Found => ({ call: { name: head.name, arguments: Object.fromEntries(args), isWhole }, end });
  let isWhole = true;
  let end = head.end;
  for (;;) {
    const next = skipSpace(text, end);
    const mark = markOf(text, next, isEnd);
    if (mark === 'more') return 'more';
    if (mark === 'end') return done(next, false);
    if (mark === '</function>') return done(next + mark.length, isWhole);
    if (mark === '</parameter>') end = next + mark.length;
    else if (mark === '<parameter') {
      const parameter = readHead(text, next, 'parameter', isEnd);
      if (parameter === 'more') return 'more';
      if (parameter === 'no') return args.size > 0 ? done(end, false) : 'no';
      const isKnown = (key: string) => !args.has(key) && key !== parameter.name && (properties ? Object.hasOwn(properties, key) : null);
      const value = readValue(text, parameter.end, isKnown, isEnd);
      if (value === 'more') return 'more';
      args.set(parameter.name, typedValue(value.text, ownSchema(properties ?? {}, parameter.name)));
      isWhole &&= value.isWhole;
      end = value.end;
    } else if (mark === '{' && args.size === 0) {
      const json = readJson(text, next, isEnd);
      if (json === 'more') return 'more';
      if (json === 'no' || !isRecord(json.value)) return 'no';
      for (const [key, value] of Object.entries(typedArguments(json.value, head.name, tools))) args.set(key, value);
      isWhole &&= json.isWhole;
      end = json.end;
    } else if (mark === '</tool_call>' || mark === '<tool_call>' || mark === '<function') return done(end, isWhole);
    // Prose right behind the tag: somebody writes about tools. Behind a parameter: somebody forgot to close.
    else return args.size > 0 ? done(end, isWhole) : 'no';
  }
}

const MARKS = ['</function>', '</parameter>', '<parameter', '</tool_call>', '<tool_call>', '<function', '{'] as const;

/** What stands there; 'end' where the text is over, null where it is prose. */
function markOf(text: string, at: number, isEnd: boolean): (typeof MARKS)[number] | 'more' | 'end' | null {
  if (at === text.length) return isEnd ? 'end' : 'more';
  for (const mark of MARKS) {
    const there = markAt(text, at, mark, isEnd);
    if (there === 'more') return 'more';
    if (there) return mark;
  }
  return null;
}
