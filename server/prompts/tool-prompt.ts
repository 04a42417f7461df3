import { type PromptMessage, renderChat } from './chat-template.ts';
import { promptTokens, type Tokenizer } from './prompt-tokens.ts';
import type { Tool } from './tool-calls/tool-call.ts';

export type { PromptMessage };

/**
 * A prompt that shows tools, and what was called and answered so far.
 *
 * @returns null where the model's template leaves the tools out: such a model was never told how to call one
 * @throws AppError `model.templateUnusable`, and what the engine throws
 */
export async function buildToolPrompt(
  engine: Tokenizer,
  messages: readonly PromptMessage[],
  tools: readonly Tool[],
): Promise<number[] | null> {
  const runs = renderChat(await engine.properties(), messages, tools);
  const shown = runs.map((run) => run.text).join('');
  return tools.every(({ name }) => shown.includes(name)) ? promptTokens(engine, runs) : null;
}
