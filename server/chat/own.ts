import { answerTarget } from '#server/answers/index.ts';
import { record } from '#server/audit/index.ts';
import { authorize } from '#server/identity/index.ts';
import { type Actor, AppError, type Authorized, db, hasCode, type Target } from '#server/platform/index.ts';
import { jobTarget } from '#server/scheduling/index.ts';

/**
 * A conversation of one's own.
 *
 * @param options.deleted takes one that was deleted, to undo that
 * @throws AppError `conversation.notFound`
 */
export async function ownConversation(
  actor: Actor,
  conversationId: string,
  options: { deleted?: boolean } = {},
): Promise<Authorized<'conversation'>> {
  const notFound = new AppError('conversation.notFound', {});
  const row = await db().conversation.findUnique({ where: { id: conversationId }, select: { ownerId: true, deletedAt: true } });
  if (!row) throw notFound;
  const conversation = await own(actor, { kind: 'conversation', id: conversationId, ownerId: row.ownerId }, notFound);
  if ((row.deletedAt !== null) !== (options.deleted ?? false)) throw notFound;
  return conversation;
}

/** An answer of one's own. @throws AppError `answer.notFound` */
export async function ownAnswer(actor: Actor, answerId: string): Promise<Authorized<'answer'>> {
  return own(actor, await answerTarget(answerId), new AppError('answer.notFound', {}));
}

/** A job of one's own. @throws AppError `job.notFound` */
export async function ownJob(actor: Actor, jobId: string): Promise<Authorized<'job'>> {
  return own(actor, await jobTarget(jobId), new AppError('job.notFound', {}));
}

/** Somebody else's row and one that does not exist are the same to whoever asks; that a right was missing stands in the audit log. */
async function own<K extends 'conversation' | 'answer' | 'job'>(
  actor: Actor,
  target: Target<K>,
  notFound: AppError,
): Promise<Authorized<K>> {
  try {
    return authorize(actor, 'own', target);
  } catch (cause) {
    if (!hasCode(cause, 'right.missing')) throw cause;
    if (actor.kind !== 'stranger') {
      await record(actor, 'access.refused', { procedure: target.kind, code: cause.code, subjectId: target.id }, 'refused');
    }
    throw notFound;
  }
}
