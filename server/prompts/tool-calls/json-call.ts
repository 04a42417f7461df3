import { readJson } from './tolerant-json.ts';
import { type FoundCalls, markAt, skipSpace, type Tool, type ToolCall } from './tool-call.ts';
import { retyped } from './typed-value.ts';

const NAME_KEYS = ['name', 'tool', 'tool_name', 'function'] as const;
const ARGUMENT_KEYS = ['arguments', 'parameters', 'args', 'input'] as const;
const FIRST_KEYS: ReadonlySet<string> = new Set([...NAME_KEYS, ...ARGUMENT_KEYS, 'id', 'type', 'tool_calls']);

/**
 * A call written as JSON, without a mark around it: taken for one only where it names a tool that is there and says what it is
 * called with. Everything else in braces is text.
 *
 * @param at place of the first bracket
 */
export function readBareJson(text: string, at: number, tools: readonly Tool[], isEnd: boolean): FoundCalls {
  const found = readJson(text, at, isEnd);
  if (typeof found !== 'object') return found;
  const calls = callsOf(found.value, tools, found.isWhole);
  if (!calls?.every((call) => call.hasArguments && tools.some(({ name }) => name === call.name))) return 'no';
  return { calls: calls.map(({ hasArguments: _, ...call }) => call), end: found.end };
}

/** Calls written as JSON inside `<tool_call>`, one or several; a name that nobody knows is a call too, and wants an answer. */
export function readMarkedJson(text: string, at: number, tools: readonly Tool[], isEnd: boolean): FoundCalls {
  const calls: ToolCall[] = [];
  let end = at;
  for (let next = at; text[next] === '{' || text[next] === '['; next = skipSpace(text, end)) {
    const found = readCutJson(text, next, isEnd);
    if (found === 'more') return 'more';
    const some = found === 'no' ? null : callsOf(found.value, tools, found.isWhole);
    if (found === 'no' || some === null) return calls.length > 0 ? { calls, end } : 'no';
    calls.push(...some.map(({ hasArguments: _, ...call }) => call));
    end = found.end;
    if (skipSpace(text, end) === text.length && !isEnd) return 'more';
  }
  const closing = skipSpace(text, end);
  const isClosed = markAt(text, closing, '</tool_call>', isEnd);
  if (isClosed === 'more') return 'more';
  return { calls, end: isClosed ? closing + '</tool_call>'.length : end };
}

/** A string that nobody closed runs through the closing mark: then what stands before the mark is all there is. */
function readCutJson(text: string, at: number, isEnd: boolean): ReturnType<typeof readJson> {
  const found = readJson(text, at, isEnd);
  if (!isEnd || (typeof found === 'object' && found.isWhole)) return found;
  const mark = text.indexOf('</tool_call>', at);
  return mark < 0 ? found : readJson(text.slice(0, mark), at, true);
}

/** Whether its first key, or lack of one, tells already that it is no call: most JSON in an answer is not held back at all. */
export function isOtherJson(text: string, at: number): boolean {
  const key = /^[[{\s]*["']?([\w$-]*)(.?)/s.exec(text.slice(at, at + 64));
  if (!key) return true;
  const [, word = '', behind = ''] = key;
  if (text[at] === '[' && !/^\[\s*(?:\{|$)/.test(text.slice(at))) return true;
  return behind !== '' && !FIRST_KEYS.has(word);
}

type Named = ToolCall & { hasArguments: boolean };

/** @returns null where the value is no call, or a list in which something is none */
function callsOf(value: unknown, tools: readonly Tool[], isWhole: boolean): Named[] | null {
  if (Array.isArray(value)) {
    const all = value.map((one) => callsOf(one, tools, isWhole));
    return all.length > 0 && all.every((one) => one !== null) ? all.flat() : null;
  }
  if (!isRecord(value)) return null;
  if (Array.isArray(value.tool_calls)) return callsOf(value.tool_calls, tools, isWhole);
  if (isRecord(value.function)) return callsOf(value.function, tools, isWhole);
  const name = NAME_KEYS.map((key) => value[key]).find((one) => typeof one === 'string' && one !== '');
  if (typeof name !== 'string') return null;
  const given = ARGUMENT_KEYS.map((key) => value[key]).find((one) => one !== undefined);
  const args = argumentsOf(given);
  if (args === null) return null;
  return [{ name, arguments: typedArguments(args, name, tools), isWhole, hasArguments: given !== undefined }];
}

/** Arguments as an object, or as OpenAI's API has them: a text that holds the object. */
function argumentsOf(given: unknown): Record<string, unknown> | null {
  if (given === undefined || given === null || given === '') return {};
  if (typeof given !== 'string') return isRecord(given) ? given : null;
  const read = readJson(given, 0, true);
  return typeof read === 'object' && isRecord(read.value) ? read.value : null;
}

/** Texts become what the schema of the tool says they are. */
export function typedArguments(args: Record<string, unknown>, name: string, tools: readonly Tool[]): Record<string, unknown> {
  const properties = tools.find((tool) => tool.name === name)?.parameters.properties ?? {};
  return Object.fromEntries(Object.entries(args).map(([key, value]) => [key, retyped(value, ownSchema(properties, key))]));
}

/** A parameter's schema; a key such as "constructor" has none by itself. */
export function ownSchema<T>(properties: { readonly [name: string]: T }, key: string): T | undefined {
  return Object.hasOwn(properties, key) ? properties[key] : undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
