import type { Engine } from '#server/engine/index.ts';
import { limits } from '#server/platform/index.ts';
import { buildAskPrompt, buildChatPrompt, type Prompt } from '#server/prompts/index.ts';
import type { TrailStep } from '#server/scheduling/index.ts';
import type { Asked } from './asked.ts';
import type { ReadPassage } from './evidence.ts';
import { askInstructions, chatInstructions } from './instructions.ts';

/** The part of a slot that is kept for the answer where the slot is small. */
const answerShare = 0.25;

/** A prompt, and what was read for it. */
export type AnswerPrompt = Prompt & {
  steps: TrailStep[];
  /** Ids of the passages in it. */
  numbers: number[];
};

/** @throws AppError `context.overflow` where the conversation no longer fits; it is never cut in silence */
export async function plainPrompt(engine: Engine, { question, turns }: Asked): Promise<AnswerPrompt> {
  const prompt = await buildChatPrompt(engine, { system: chatInstructions, turns, question, budgetTokens: await budget(engine) });
  return { ...prompt, steps: [], numbers: [] };
}

/**
 * A prompt with as many passages as fit, best first.
 *
 * @throws AppError `context.overflow` where question and conversation alone do not fit
 */
export async function askPrompt(engine: Engine, { question, turns }: Asked, passages: readonly ReadPassage[]): Promise<AnswerPrompt> {
  const parts = { system: askInstructions, turns, question, budgetTokens: await budget(engine), passages };
  const { usedPassages, ...prompt } = await buildAskPrompt(engine, parts);
  return { ...prompt, steps: readSteps(passages.filter((passage) => usedPassages.includes(passage.number))), numbers: usedPassages };
}

async function budget(engine: Engine): Promise<number> {
  const { contextPerSlot } = await engine.properties();
  return contextPerSlot - Math.min(limits.answerTokens, Math.floor(contextPerSlot * answerShare));
}

/** One step a file, in order of the first passage of each. */
function readSteps(passages: readonly ReadPassage[]): TrailStep[] {
  const files = Map.groupBy(passages, ({ repository, path }) => JSON.stringify([repository, path]));
  return [...files.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const ranges = group.map(({ startLine, endLine }) => ({ startLine, endLine }));
    return [{ kind: 'read' as const, repository: first.repository, path: first.path, ranges, passages: group.map(({ number }) => number) }];
  });
}
