import { createAnswer, loadAnswer, pinScope } from '#server/answers/index.ts';
import { act, saltedDigest } from '#server/audit/index.ts';
import { authorizeEach } from '#server/identity/index.ts';
import { type Actor, AppError, type Authorized, db, newId, now } from '#server/platform/index.ts';
import { repositoryTargets } from '#server/repositories/index.ts';
import { jobsChanged, placeOf } from '#server/scheduling/index.ts';
import type { AskedQuestion } from './ask-question.ts';
import { expectFree } from './free.ts';
import { ownConversation } from './own.ts';

/**
 * Answers a question once more: a variant beside the first answer, at the revisions of now.
 *
 * @throws AppError `answer.notFound`, `answer.busy`, `conversation.notFound`, `right.missing`, `job.tooMany`
 */
export async function regenerate(actor: Actor, answer: Authorized<'answer'>): Promise<AskedQuestion> {
  const before = await loadAnswer(answer.id);
  const message = await db().message.findFirst({ where: { answerId: answer.id }, select: { conversationId: true, parentId: true } });
  if (!message?.parentId) throw new AppError('answer.notFound', {});
  const messageId = message.parentId;
  const conversation = await ownConversation(actor, message.conversationId);
  const question = await db().messageText.findUnique({ where: { messageId } });
  if (!question) throw new AppError('answer.notFound', {});
  const targets = await repositoryTargets(before.scope.map((entry) => entry.repositoryId));
  const scope = targets.length === 0 ? [] : await pinScope(authorizeEach(actor, 'ask', targets));
  const asked = await act(actor, 'answer.regenerated', async (tx) => {
    const variants = await tx.answer.findMany({ where: { messages: { some: { parentId: messageId } } }, select: { jobId: true } });
    await expectFree(
      tx,
      conversation.id,
      variants.map(({ jobId }) => jobId),
    );
    const made = await createAnswer(tx, actor, { mode: before.mode, scope });
    const at = now();
    const variant = { id: newId(), conversationId: conversation.id, parentId: messageId, author: 'assistant', answerId: made.answerId };
    await tx.message.create({ data: { ...variant, createdAt: at } });
    await tx.conversation.update({ where: { id: conversation.id }, data: { updatedAt: at } });
    const result = { conversationId: conversation.id, messageId, ...made };
    const repositoryIds = scope.map((entry) => entry.repositoryId);
    const questionDigest = saltedDigest(question.text, question.salt);
    return { record: { ...result, replaces: before.id, mode: before.mode, scope, repositoryIds, questionDigest }, result };
  });
  await jobsChanged();
  return { ...asked, place: placeOf(asked.jobId)?.place ?? null };
}
