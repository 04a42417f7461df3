import type { Engine, GenerateRequest } from '#server/engine/index.ts';
import { buildChatPrompt } from '#server/prompts/index.ts';

/** What asking takes of an engine. */
export type Asked = Pick<Engine, 'generate' | 'tokenize' | 'properties'>;

export type Said = {
  text: string;
  /** Whether the model ended by itself. */
  isEnded: boolean;
};

const system = 'You are a helpful assistant. Answer briefly.';

/** Asks one question, greedily, as people's questions are. */
export async function askModel(
  engine: Asked,
  question: string,
  options: { signal: AbortSignal } & Partial<Pick<GenerateRequest, 'slot' | 'maxTokens' | 'jsonSchema'>>,
): Promise<Said> {
  const { contextPerSlot } = await engine.properties();
  const maxTokens = options.maxTokens ?? 96;
  const { tokens } = await buildChatPrompt(engine, { system, turns: [], question, budgetTokens: contextPerSlot - maxTokens });
  return write(engine, tokens, { ...options, maxTokens });
}

/** What a model writes behind a prompt. */
export async function write(
  engine: Asked,
  tokens: readonly number[],
  { signal, ...wanted }: { signal: AbortSignal; maxTokens: number } & Partial<GenerateRequest>,
): Promise<Said> {
  const said = { text: '', isEnded: false };
  for await (const frame of engine.generate({ stop: [], temperature: 0, slot: 0, ...wanted, tokens }, signal)) {
    if (frame.kind === 'tokens') said.text += frame.text;
    if (frame.kind === 'end') said.isEnded = frame.reason === 'end';
  }
  return said;
}

/** A text as a report holds it. */
export function shown(text: string): string {
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
