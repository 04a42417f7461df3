import { buildToolPrompt, type ParsedRun, type PromptMessage, parseToolCalls, type Tool, type ToolCall } from '#server/prompts/index.ts';
import { type Asked, shown, write } from './ask-model.ts';
import type { Check } from './report.ts';

const tools: readonly Tool[] = [
  {
    name: 'list_files',
    description: 'Lists the files of a folder.',
    parameters: { type: 'object', properties: { folder: { type: 'string' } }, required: ['folder'] },
  },
  {
    name: 'read_lines',
    description: 'Reads the first lines of a file.',
    parameters: {
      type: 'object',
      properties: { path: { type: 'string' }, count: { type: 'integer' } },
      required: ['path', 'count'],
    },
  },
];

type Trip = { question: string; call: { name: string; arguments: Record<string, unknown> }; gives: string; says: RegExp };

const trips: readonly Trip[] = [
  {
    question: 'Which files are in the folder "lib"? Use a tool.',
    call: { name: 'list_files', arguments: { folder: 'lib' } },
    gives: 'walrus.ts\nteapot.ts',
    says: /walrus[\s\S]*teapot|teapot[\s\S]*walrus/i,
  },
  {
    question: 'Read the first 3 lines of the file "notes.txt" with a tool and tell me what they say.',
    call: { name: 'read_lines', arguments: { path: 'notes.txt', count: 3 } },
    gives: 'The kettle is in the attic.',
    says: /attic/i,
  },
];

/** There and back: the right tool with the right arguments, and an answer out of what it gave. */
export async function checkTools(engine: Asked, signal: AbortSignal): Promise<Check[]> {
  const checks: Check[] = [];
  for (const [index, trip] of trips.entries()) checks.push(...(await roundTrip(engine, trip, `tools ${index + 1}`, signal)));
  return checks;
}

async function roundTrip(engine: Asked, trip: Trip, id: string, signal: AbortSignal): Promise<Check[]> {
  const base = { capability: 'tools', isNeeded: true, asked: trip.question } as const;
  const wanted = `${trip.call.name}(${JSON.stringify(trip.call.arguments)})`;
  const user: PromptMessage = { role: 'user', content: trip.question };
  const prompt = await buildToolPrompt(engine, [user], tools);
  if (prompt === null) return [{ ...base, id: `${id} call`, wanted, passed: false, got: 'its template shows no tools' }];
  const { text } = await write(engine, prompt, { signal, maxTokens: 160 });
  const calls = callsIn(parseToolCalls(text, { tools }));
  const isCalled = calls.length === 1 && isSame(calls[0], trip.call);
  const called: Check = { ...base, id: `${id} call`, wanted, passed: isCalled, got: shown(text) };
  if (!isCalled) return [called];
  const messages: PromptMessage[] = [
    user,
    { role: 'assistant', content: '', toolCalls: [trip.call] },
    { role: 'tool', content: trip.gives },
  ];
  const back = await write(engine, (await buildToolPrompt(engine, messages, tools)) ?? prompt, { signal, maxTokens: 96 });
  return [called, { ...base, id: `${id} answer`, wanted: String(trip.says), passed: trip.says.test(back.text), got: shown(back.text) }];
}

function callsIn(runs: readonly ParsedRun[]): ToolCall[] {
  return runs.flatMap((run) => (run.kind === 'calls' ? run.calls : []));
}

function isSame(call: ToolCall | undefined, wanted: Trip['call']): boolean {
  const keys = Object.keys(wanted.arguments);
  return call?.name === wanted.name && call.isWhole && keys.every((key) => call.arguments[key] === wanted.arguments[key]);
}
