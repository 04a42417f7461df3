import { runInNewContext } from 'node:vm';
import { Template } from '@huggingface/jinja';
import type { EngineProperties } from '#server/engine/index.ts';
import { AppError } from '#server/platform/index.ts';
import type { Tool, ToolCall } from './tool-calls/tool-call.ts';

export type PromptMessage = {
  role: 'system' | 'user' | 'assistant' | 'tool';
  content: string;
  /** What an assistant's message asked to be done, as its template writes it. */
  toolCalls?: readonly Pick<ToolCall, 'name' | 'arguments'>[];
};

/** A run of a rendered prompt: the template's own words, or what somebody wrote. */
export type RenderedRun = { from: 'template' | 'content'; text: string };

type TemplateFacts = Pick<EngineProperties, 'chatTemplate' | 'tokens'>;

/** A template is a program out of a model file: one that never ends must not stop the appliance. */
const RENDER_MS = 2_000;
/** A date in the front of a prompt would change it every day, and with it all that is cached behind. */
const NO_CLOCK = '{%- macro strftime_now(format) -%}{%- endmacro -%}';
/** Two noncharacters-by-agreement of the private planes: they stand in no text that people write. */
const OPEN = '\u{f0000}';
const CLOSE = '\u{f0001}';
const HOLE = new RegExp(`${OPEN}(\\d+)${CLOSE}`, 'u');

/**
 * Renders messages by the model's own chat template, with what people wrote kept apart from the template's words: contents stand
 * in the template's input as holes and are filled in afterwards, so that no content can be taken for a part of the template.
 *
 * @param tools what the model may call, for a template that shows it. Tools and calls are the appliance's own words: they stand in
 *   the template's input as they are
 * @throws AppError `model.templateUnusable`
 */
export function renderChat(
  { chatTemplate, tokens }: TemplateFacts,
  messages: readonly PromptMessage[],
  tools: readonly Tool[] = [],
): RenderedRun[] {
  if (chatTemplate === null) throw new AppError('model.templateUnusable', { reason: 'it has none' });
  const render = (holes: readonly PromptMessage[]) =>
    rendered(chatTemplate, {
      messages: holes.map(asTemplatesKnowIt),
      add_generation_prompt: true,
      ...{ bos_token: tokens.bosText, eos_token: tokens.eosText },
      ...(tools.length > 0 && { tools: tools.map((tool) => ({ type: 'function', function: tool })) }),
    });
  const holes = messages.map((message, index) => ({ ...message, content: message.content === '' ? '' : `${OPEN}${index}${CLOSE}` }));
  const whole = attempt(() => filled(render(holes), messages));
  if (!(whole instanceof AppError)) return whole;
  // Some templates know no system message: its words then open the first message of the person.
  const folded = systemFolded(holes);
  if (folded === null) throw whole;
  return filled(render(folded), messages);
}

/** Calls in the shape that templates were written for. */
function asTemplatesKnowIt({ role, content, toolCalls }: PromptMessage): Record<string, unknown> {
  if (!toolCalls) return { role, content };
  const calls = toolCalls.map(({ name, arguments: args }) => ({ type: 'function', function: { name, arguments: args } }));
  return { role, content, tool_calls: calls };
}

function systemFolded(holes: readonly PromptMessage[]): PromptMessage[] | null {
  const [system, first, ...rest] = holes;
  if (system?.role !== 'system' || first?.role !== 'user') return null;
  return [{ role: 'user', content: `${system.content}\n\n${first.content}` }, ...rest];
}

function filled(text: string, messages: readonly PromptMessage[]): RenderedRun[] {
  // Every second part is the number of a hole.
  const runs = text.split(HOLE).map((part, at): RenderedRun => {
    if (at % 2 === 0) return { from: 'template', text: part };
    return { from: 'content', text: messages[Number(part)]?.content ?? '' };
  });
  const missing = messages.find(({ content }, index) => content !== '' && !text.includes(`${OPEN}${index}${CLOSE}`));
  if (missing) throw new AppError('model.templateUnusable', { reason: `it leaves out the ${missing.role} message` });
  return runs.filter((run) => run.text !== '');
}

function attempt<T>(fn: () => T): T | AppError {
  try {
    return fn();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

const parsed = new Map<string, Template>();

function rendered(source: string, values: Record<string, unknown>): string {
  try {
    const template = parsed.get(source) ?? new Template(NO_CLOCK + source);
    parsed.set(source, template);
    const run = () => template.render(values);
    return runInNewContext('run()', { run }, { timeout: RENDER_MS });
  } catch (cause) {
    throw new AppError('model.templateUnusable', { reason: cause instanceof Error ? cause.message : String(cause) }, { cause });
  }
}
