import { runInNewContext } from 'node:vm';
import { Template } from '@huggingface/jinja';
import type { EngineProperties } from '#server/engine/index.ts';
import { AppError } from '#server/platform/index.ts';

export type PromptMessage = { role: 'system' | 'user' | 'assistant'; content: string };

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
 * @throws AppError `model.templateUnusable`
 */
export function renderChat({ chatTemplate, tokens }: TemplateFacts, messages: readonly PromptMessage[]): RenderedRun[] {
  if (chatTemplate === null) throw new AppError('model.templateUnusable', { reason: 'it has none' });
  const render = (holes: readonly PromptMessage[]) =>
    rendered(chatTemplate, { messages: holes, add_generation_prompt: true, bos_token: tokens.bosText, eos_token: tokens.eosText });
  const holes = messages.map(({ role }, index) => ({ role, content: `${OPEN}${index}${CLOSE}` }));
  const whole = attempt(() => filled(render(holes), messages));
  if (!(whole instanceof AppError)) return whole;
  // Some templates know no system message: its words then open the first message of the person.
  const folded = systemFolded(holes);
  if (folded === null) throw whole;
  return filled(render(folded), messages);
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
  const missing = messages.find((_, index) => !text.includes(`${OPEN}${index}${CLOSE}`));
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
