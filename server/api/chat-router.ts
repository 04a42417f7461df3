import { tracked } from '@trpc/server';
import { z } from 'zod';
import { answerModes, passageLines, stopAnswer } from '#server/answers/index.ts';
import {
  answerPlace,
  askQuestion,
  deleteConversation,
  getConversation,
  listConversations,
  ownAnswer,
  ownConversation,
  ownJob,
  regenerate,
  renameConversation,
  restoreConversation,
} from '#server/chat/index.ts';
import { authorizeEach } from '#server/identity/index.ts';
import { limits } from '#server/platform/index.ts';
import { repositoryTargets } from '#server/repositories/index.ts';
import { watchJob } from '#server/scheduling/index.ts';
import { personProcedure, router } from './trpc.ts';

const id = z.string().min(1).max(100);
const conversationInput = z.object({ conversationId: id });
const answerInput = z.object({ answerId: id });

const askInput = z.object({
  conversationId: id.optional(),
  parentId: id.optional(),
  // Its length is limited in bytes, with words of its own, where the question is asked.
  text: z.string(),
  repositories: z.array(z.string().max(200)).max(limits.scopeRepositories).default([]),
  mode: z.enum(answerModes),
});

/** Conversations: questions, answers as they are written, and what one does with both. */
export const chatRouter = router({
  list: personProcedure.query(({ ctx }) => listConversations(ctx.actor)),

  get: personProcedure
    .input(conversationInput)
    .query(async ({ ctx, input }) => getConversation(await ownConversation(ctx.actor, input.conversationId))),

  /** One answer by id: its evidence, and the conversation it stands in. */
  answer: personProcedure.input(answerInput).query(async ({ ctx, input }) => answerPlace(await ownAnswer(ctx.actor, input.answerId))),

  /** The lines of a passage that an answer was made from, for who looks at its citation. */
  passageLines: personProcedure.input(answerInput.extend({ number: z.number().int() })).query(async ({ ctx, input }) => {
    return passageLines(ctx.actor, await ownAnswer(ctx.actor, input.answerId), input.number);
  }),

  ask: personProcedure.input(askInput).mutation(async ({ ctx, input: { repositories, ...question } }) => {
    const scope = authorizeEach(ctx.actor, 'ask', await repositoryTargets(repositories));
    return askQuestion(ctx.actor, { ...question, scope });
  }),

  regenerate: personProcedure.input(answerInput).mutation(async ({ ctx, input }) => {
    return regenerate(ctx.actor, await ownAnswer(ctx.actor, input.answerId));
  }),

  stop: personProcedure.input(answerInput).mutation(async ({ ctx, input }) => {
    return stopAnswer(ctx.actor, await ownAnswer(ctx.actor, input.answerId));
  }),

  rename: personProcedure.input(conversationInput.extend({ title: z.string().max(1_000) })).mutation(async ({ ctx, input }) => {
    await renameConversation(ctx.actor, await ownConversation(ctx.actor, input.conversationId), input.title);
  }),

  remove: personProcedure.input(conversationInput).mutation(async ({ ctx, input }) => {
    await deleteConversation(ctx.actor, await ownConversation(ctx.actor, input.conversationId));
  }),

  restore: personProcedure.input(conversationInput).mutation(async ({ ctx, input }) => {
    await restoreConversation(ctx.actor, await ownConversation(ctx.actor, input.conversationId, { deleted: true }));
  }),

  /** What an answer's job tells, from the beginning or behind the last event that the caller has; ends with the job. */
  watch: personProcedure.input(z.object({ jobId: id, lastEventId: z.string().max(40).nullish() })).subscription(async function* ({
    ctx,
    input,
    signal = new AbortController().signal,
  }) {
    const job = await ownJob(ctx.actor, input.jobId);
    for await (const { id: eventId, event } of watchJob(job.id, input.lastEventId ?? null, signal)) yield tracked(eventId, event);
  }),
});
