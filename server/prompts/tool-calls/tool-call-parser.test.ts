import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ParsedRun, parseToolCalls, type Tool, ToolCallParser } from '../index.ts';
import { joined } from './tool-call-parser.ts';

const tools: Tool[] = [
  {
    name: 'write_file',
    description: 'Writes a file.',
    parameters: {
      type: 'object',
      properties: {
        path: { type: 'string' },
        content: { type: 'string' },
        mode: { type: 'integer' },
        ratio: { type: 'number' },
        force: { type: 'boolean' },
        tags: { type: 'array' },
        options: { type: 'object' },
        owner: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      },
    },
  },
  { name: 'list', description: 'Lists a folder.', parameters: { type: 'object', properties: { path: { type: 'string' } } } },
];

const parse = (text: string, isThinking = false) => parseToolCalls(text, { tools, isThinking });
const callsOf = (runs: readonly ParsedRun[]) => runs.flatMap((run) => (run.kind === 'calls' ? run.calls : []));
const textOf = (runs: readonly ParsedRun[]) => runs.map((run) => (run.kind === 'text' ? run.text : '')).join('');
const call = (name: string, args: Record<string, unknown>, isWhole = true) => ({ name, arguments: args, isWhole });
const listed = call('list', { path: 'src' });

/** Forms that models write: what they are, the text, the calls in it, and the text that a person is left with. */
const forms: [string, string, ReturnType<typeof call>[], string][] = [
  [
    'the form of Qwen3-Coder',
    'I look.\n<tool_call>\n<function=list>\n<parameter=path>\nsrc\n</parameter>\n</function>\n</tool_call>',
    [listed],
    'I look.\n',
  ],
  [
    'text before, between and behind',
    'a <tool_call><function=list><parameter=path>src</parameter></function></tool_call> b',
    [listed],
    'a  b',
  ],
  [
    'no opening wrapper',
    'Now:\n<function=list>\n<parameter=path>\nsrc\n</parameter>\n</function>\n</tool_call>\nDone.',
    [listed],
    'Now:\n\nDone.',
  ],
  ['no closing wrapper', '<tool_call>\n<function=list>\n<parameter=path>\nsrc\n</parameter>\n</function>\nDone.', [listed], '\nDone.'],
  ['no closing function', '<tool_call>\n<function=list>\n<parameter=path>\nsrc\n</parameter>\n</tool_call>', [listed], ''],
  ['no closing parameter', '<tool_call>\n<function=list>\n<parameter=path>\nsrc\n</function>\n</tool_call>', [listed], ''],
  [
    'no closing parameter before the next one',
    '<tool_call><function=write_file><parameter=path>a.ts<parameter=mode>420</parameter></function></tool_call>',
    [call('write_file', { path: 'a.ts', mode: 420 })],
    '',
  ],
  ['no closing tag at all', '<tool_call>\n<function=list>\n<parameter=path>\nsrc', [call('list', { path: 'src' }, false)], ''],
  [
    'a text cut in its last tag',
    '<tool_call>\n<function=list>\n<parameter=path>\nsrc\n</param',
    [call('list', { path: 'src' }, false)],
    '',
  ],
  [
    'only the wrapper closed',
    '<tool_call><function=list><parameter=path>src</tool_call> then',
    [call('list', { path: 'src' }, false)],
    ' then',
  ],
  ['quotes and attributes', '<tool_call><function name="list"><parameter name="path">src</parameter></function></tool_call>', [listed], ''],
  ['a head without its bracket', '<tool_call>\n<function=list\n<parameter=path>src</parameter></function></tool_call>', [listed], ''],
  ['no parameter', '<tool_call>\n<function=list>\n</function>\n</tool_call>', [call('list', {})], ''],
  ['arguments as JSON in the function', '<tool_call><function=list>{"path": "src"}</function></tool_call>', [listed], ''],
  [
    'two functions in one wrapper',
    '<tool_call><function=list><parameter=path>src</parameter></function>\n<function=list></function></tool_call>',
    [listed, call('list', {})],
    '',
  ],
  [
    'two wrappers of which the first was left open',
    '<tool_call><function=list><parameter=path>src</parameter> and <tool_call><function=list></function></tool_call>',
    [call('list', { path: 'src' }, false), call('list', {})],
    ' and ',
  ],
  [
    'types by the schema',
    '<tool_call><function=write_file><parameter=path>12</parameter><parameter=mode> 12 </parameter><parameter=ratio>-1.5e3</parameter>' +
      '<parameter=force>True</parameter><parameter=tags>["a", 1,]</parameter><parameter=options>{\'a\': None}</parameter>' +
      '<parameter=owner>null</parameter></function></tool_call>',
    [call('write_file', { path: '12', mode: 12, ratio: -1500, force: true, tags: ['a', 1], options: { a: null }, owner: null })],
    '',
  ],
  [
    'what its schema does not allow stays text',
    '<tool_call><function=write_file><parameter=mode>rw</parameter><parameter=tags>a, b</parameter></function></tool_call>',
    [call('write_file', { mode: 'rw', tags: 'a, b' })],
    '',
  ],
  [
    'a body with tags of its own',
    '<tool_call><function=write_file><parameter=content>\n<a>\n</parameter> x <parameter=other> </function> y\n</tool_call>\nz</a>\n</parameter></function></tool_call>',
    [call('write_file', { content: '<a>\n</parameter> x <parameter=other> </function> y\n</tool_call>\nz</a>' })],
    '',
  ],
  ['a tool that nobody knows, in its wrapper', '<tool_call><function=fly></function></tool_call>', [call('fly', {})], ''],
  ['a tool that nobody knows, without', 'Write <function=fly></function>.', [], 'Write <function=fly></function>.'],
  [
    'words about the form',
    'It begins with <tool_call> and <function=list> is next.',
    [],
    'It begins with <tool_call> and <function=list> is next.',
  ],
  ['Hermes', '<tool_call>\n{"name": "list", "arguments": {"path": "src"}}\n</tool_call>\nDone.', [listed], '\nDone.'],
  [
    'Hermes, two in one wrapper',
    '<tool_call>{"name": "list", "arguments": {"path": "src"}}\n{"name": "list", "arguments": {}}</tool_call>',
    [listed, call('list', {})],
    '',
  ],
  ['Hermes, not closed', '<tool_call>{"name": "list", "arguments": {"path": "src"}}', [listed], ''],
  [
    'Hermes, a bracket too few',
    '<tool_call>{"name": "list", "arguments": {"path": "src"}</tool_call>!',
    [call('list', { path: 'src' }, false)],
    '!',
  ],
  [
    'Hermes, a quote too few',
    '<tool_call>{"name": "list", "arguments": {"path": "src}}</tool_call>',
    [call('list', { path: 'src}}' }, false)],
    '',
  ],
  ['arguments as a text of JSON', '<tool_call>{"name": "list", "arguments": "{\\"path\\": \\"src\\"}"}</tool_call>', [listed], ''],
  [
    "OpenAI's shape",
    '<tool_call>{"id": "1", "type": "function", "function": {"name": "list", "arguments": "{\\"path\\":\\"src\\"}"}}</tool_call>',
    [listed],
    '',
  ],
  [
    'JSON with line breaks, quotes and commas where none belong',
    '<tool_call>{"name": "write_file", "arguments": {"content": "say "hi"\nnow\\q \\u00e9", "mode": "7", }, }</tool_call>',
    [call('write_file', { content: 'say "hi"\nnow\\q é', mode: 7 })],
    '',
  ],
  ['bare JSON on a line of its own', 'So:\n{"name": "list", "parameters": {"path": "src"}}\nDone.', [listed], 'So:\n\nDone.'],
  ['a bare list', '[{"name": "list", "arguments": {"path": "src"}}, {"name": "list", "arguments": {}}]', [listed, call('list', {})], ''],
  ['a fenced call', 'So:\n```json\n{"name": "list", "arguments": {"path": "src"}}\n```\nDone.', [listed], 'So:\n\nDone.'],
  ['a fenced wrapper', '```\n<tool_call>{"name": "list", "arguments": {"path": "src"}}</tool_call>\n```', [listed], ''],
  [
    'other JSON',
    '{"name": "list"}\n{"path": 1}\n[1, 2]\n{"name": "fly", "arguments": {}}\n{}',
    [],
    '{"name": "list"}\n{"path": 1}\n[1, 2]\n{"name": "fly", "arguments": {}}\n{}',
  ],
  ['JSON in a line', 'Say {"name": "list", "arguments": {}} to it.', [], 'Say {"name": "list", "arguments": {}} to it.'],
  [
    'an example in a code block',
    '```ts\n<tool_call><function=list></function></tool_call>\n```\n',
    [],
    '```ts\n<tool_call><function=list></function></tool_call>\n```\n',
  ],
  ['a call behind a code block', '```ts\nx\n```\n<tool_call><function=list></function></tool_call>', [call('list', {})], '```ts\nx\n```\n'],
  ['a thought', '<think>I could <tool_call><function=list></function></tool_call></think>No.', [], 'No.'],
  ['a thought without end', 'Well. <think>I could <tool_call><function=list></function></tool_call>', [], 'Well. '],
  ['comparisons and generics', 'if a < b and c<function<T>> then Map<think, x>', [], 'if a < b and c<function<T>> then Map<think, x>'],
];

describe('a call is found in', () => {
  it.each(forms)('%s', (_, text, calls, left) => {
    const runs = parse(text);
    expect(callsOf(runs)).toEqual(calls);
    expect(textOf(runs)).toBe(left);
  });
});

it('folds away a thought that the prompt has begun', () => {
  expect(parse('<function=list></function> maybe</think>\nYes.', true)).toEqual([
    { kind: 'thought', text: '<function=list></function> maybe', source: '<function=list></function> maybe</think>' },
    { kind: 'text', text: '\nYes.', source: '\nYes.' },
  ]);
});

/** Pieces that texts of models are made of, whole and broken. */
const shards = [
  ...['<tool_call>', '</tool_call>', '<function=list>', '<function=fly>', '<function=write_file>', '</function>', '<function', '<think>'],
  ...['</think>', '<parameter=path>', '<parameter=content>', '<parameter=zzz>', '</parameter>', '<param', '```json\n', '```\n', '```ts\n'],
  ...['\n', ' ', 'words', '{"name": "list", "arguments": {"path": "src"}}', '{"name": "list",', '"arguments": {', '}', ']', '[', '"', '\\'],
  ...["'", '{"a": 1}', 'é🦊', '<', '>', '`', '</', '{', 'true', '\u0000'],
];
/** Forms of which parts were lost, doubled or replaced. */
const broken = fc
  .tuple(
    fc.constantFrom(...forms.map(([, text]) => text)),
    fc.array(fc.tuple(fc.nat(60), fc.nat(2), fc.constantFrom(...shards)), { maxLength: 4 }),
  )
  .map(([text, changes]) => {
    const parts = text.split(/(<[^>]*>|[\n{}"`])/).filter((part) => part !== '');
    for (const [at, lost, put] of changes) parts.splice(at % parts.length, lost, put);
    return parts.join('');
  });
const texts = fc.oneof(
  { weight: 3, arbitrary: broken },
  fc.array(fc.constantFrom(...shards), { maxLength: 24 }).map((parts) => parts.join('')),
  fc.constantFrom(...forms.map(([, text]) => text)),
  fc.tuple(fc.constantFrom(...forms.map(([, text]) => text)), fc.nat(400)).map(([text, at]) => text.slice(0, at)),
  fc.string({ maxLength: 80 }),
);

function inPieces(text: string, cuts: readonly number[], isThinking: boolean): ParsedRun[] {
  const parser = new ToolCallParser({ tools, isThinking });
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
  const pieces = [...places, text.length].map((end, i) => text.slice(places[i - 1] ?? 0, end));
  return joined([...pieces.flatMap((piece) => parser.push(piece)), ...parser.end()]);
}

it('gives the same however the text is cut, and loses and repeats nothing', () => {
  fc.assert(
    fc.property(texts, fc.array(fc.nat(1_000), { maxLength: 12 }), fc.boolean(), (text, cuts, isThinking) => {
      const whole = parse(text, isThinking);
      expect(whole.map(({ source }) => source).join('')).toBe(text);
      expect(inPieces(text, cuts, isThinking)).toEqual(whole);
      const each = Array.from({ length: text.length }, (_, i) => i);
      expect(inPieces(text, each, isThinking)).toEqual(whole);
    }),
    { seed: 41, numRuns: 4_000 },
  );
});

it('gives back any body that was written in the form', () => {
  const body = fc.oneof(
    fc.string({ maxLength: 200 }),
    fc.array(fc.constantFrom('a', '\n', '<', '</a>', '"', '{', '&lt;')).map((p) => p.join('')),
  );
  fc.assert(
    fc.property(body, fc.array(fc.nat(400), { maxLength: 5 }), (content, cuts) => {
      const text = `<tool_call>\n<function=write_file>\n<parameter=content>\n${content}\n</parameter>\n</function>\n</tool_call>`;
      expect(callsOf(inPieces(text, cuts, false))).toEqual([call('write_file', { content })]);
    }),
    { seed: 42, numRuns: 1_000 },
  );
});

it('shows text as soon as it cannot be a call any more', () => {
  const parser = new ToolCallParser({ tools });
  expect(textOf(parser.push('Good <to'))).toBe('Good ');
  expect(textOf(parser.push('ols>'))).toBe('<tools>');
  expect(parser.push('\n{"na')).toEqual([{ kind: 'text', text: '\n', source: '\n' }]);
  expect(textOf(parser.push('ture": 1'))).toBe('{"nature": 1');
});

it('reads a body of half a million characters in small pieces, and a text that is only beginnings', () => {
  const content = 'const a = {b: [1 < 2]};\n'.repeat(20_000);
  const text = `<tool_call><function=write_file><parameter=content>${content}</parameter></function></tool_call>`;
  const parser = new ToolCallParser({ tools });
  const runs: ParsedRun[] = [];
  for (let at = 0; at < text.length; at += 997) runs.push(...parser.push(text.slice(at, at + 997)));
  expect(callsOf([...runs, ...parser.end()])).toEqual([call('write_file', { content: content.slice(0, -1) })]);
  for (const beginning of ['{"name": "list\n', '<tool_call>{"name":\n', '</tool_call>\n', '<tool_call><function=list>x\n', '[\n']) {
    const many = `<tool_call><function=list><parameter=path>${beginning.repeat(5_000)}`;
    expect(
      parse(many)
        .map(({ source }) => source)
        .join(''),
    ).toBe(many);
    expect(
      parse(beginning.repeat(5_000))
        .map(({ source }) => source)
        .join(''),
    ).toBe(beginning.repeat(5_000));
  }
});
