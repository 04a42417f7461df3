import type { GenerateRequest } from '#server/engine/index.ts';
import type { JobContext } from '#server/scheduling/index.ts';
import type { AnswerPrompt } from './prompt.ts';
import { needsSource, sourceGrammar, sourceTokensMax } from './source-wanted.ts';
import type { ToldSoFar } from './told-so-far.ts';
import { generation, type Prose } from './write-prose.ts';

/**
 * Asks for the source of an answer that cites none of the passages it was given: the same text goes on behind its last word with a
 * mark that may hold only ids of those passages, or "none" where the model had ended by itself. Which of them is the model's choice; a
 * mark with "none" is not shown.
 *
 * The trail's step is told before, the mark in one piece afterwards: whoever resumes in between asks again.
 *
 * @throws AppError `engine.unavailable`; the signal's reason when aborted
 */
export async function askForSource(
  ctx: JobContext<unknown> & { slot: number },
  prompt: AnswerPrompt,
  prose: Prose,
  told: ToldSoFar,
): Promise<Prose> {
  if (!needsSource(prose, prompt.numbers)) return prose;
  const { capabilities, contextPerSlot } = await ctx.engine.properties();
  const tokens = [...prompt.tokens, ...prose.ids];
  if (!capabilities.grammar || tokens.length + sourceTokensMax > contextPerSlot) return prose;
  if (!told.sourceAsked) {
    ctx.emit({ type: 'step', step: { kind: 'source', passages: prompt.numbers.length, after: prose.finishReason } });
  }
  const mark = await writeMark(ctx, {
    tokens,
    answered: prose.ids.length,
    grammar: sourceGrammar(prompt.numbers, prose.finishReason === 'end'),
  });
  if (!/\d\]$/.test(mark.text)) return prose;
  ctx.emit({ type: 'tokens', ...mark });
  return { ...prose, text: prose.text + mark.text, ids: [...prose.ids, ...mark.ids] };
}

async function writeMark(
  ctx: JobContext<unknown> & { slot: number },
  behind: Pick<GenerateRequest, 'tokens' | 'answered' | 'grammar'>,
): Promise<{ text: string; ids: number[] }> {
  const mark: { text: string; ids: number[] } = { text: '', ids: [] };
  const request = { ...behind, maxTokens: sourceTokensMax, stop: [], temperature: generation.temperature, slot: ctx.slot };
  for await (const frame of ctx.engine.generate(request, ctx.signal)) {
    if (frame.kind !== 'tokens') continue;
    ctx.charge({ promptTokens: 0, outputTokens: frame.ids.length });
    mark.text += frame.text;
    mark.ids.push(...frame.ids);
  }
  return mark;
}
