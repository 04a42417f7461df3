import { type AnswerView, viewAnswers } from '#server/answers/index.ts';
import { AppError, type Authorized, db } from '#server/platform/index.ts';

/** Where an answer stands, and its evidence: what the viewer shows beside a source and needs for the way back. */
export type AnswerPlace = Pick<AnswerView, 'id' | 'state' | 'passages' | 'citations'> & { conversationId: string; title: string };

/** @throws AppError `answer.notFound` where its conversation was deleted */
export async function answerPlace(answer: Authorized<'answer'>): Promise<AnswerPlace> {
  const message = await db().message.findFirst({
    where: { answerId: answer.id, conversation: { deletedAt: null } },
    select: { conversation: { select: { id: true, title: true } } },
  });
  const view = (await viewAnswers([answer.id])).get(answer.id);
  if (!message || !view) throw new AppError('answer.notFound', {});
  const { id, state, passages, citations } = view;
  return { id, state, passages, citations, conversationId: message.conversation.id, title: message.conversation.title };
}
