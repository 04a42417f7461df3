import { z } from 'zod';
import { defineJob } from '#server/scheduling/index.ts';

/** ask: evidence and prose. evidence: the passages alone. chat: prose without a repository. */
export const answerModes = ['ask', 'evidence', 'chat'] as const;
export type AnswerMode = (typeof answerModes)[number];

/** Writes one answer. The words of the question stay in their own row, so that they can be erased there. */
export const answerJob = defineJob({
  name: 'answer',
  class: 'interactive',
  payload: z.object({ answerId: z.string(), mode: z.enum(answerModes) }),
  needsSlot: ({ mode }) => mode !== 'evidence',
});
