import { AppError, type Tx } from '#server/platform/index.ts';

/**
 * Expects, inside the act that adds to a conversation, that it was not deleted meanwhile and that none of these answers is being
 * written: of two clicks at once the second finds what the first has made.
 *
 * @throws AppError `conversation.notFound`, `answer.busy`
 */
export async function expectFree(tx: Tx, conversationId: string, jobIds: readonly string[]): Promise<void> {
  const conversation = await tx.conversation.findUnique({ where: { id: conversationId }, select: { deletedAt: true } });
  if (!conversation || conversation.deletedAt !== null) throw new AppError('conversation.notFound', {});
  const busy = await tx.job.count({ where: { id: { in: [...jobIds] }, state: { in: ['waiting', 'running'] } } });
  if (busy > 0) throw new AppError('answer.busy', {});
}
