import { type AnswerView, type ScopeEntry, viewAnswers } from '#server/answers/index.ts';
import { act } from '#server/audit/index.ts';
import { type Actor, AppError, type Authorized, actorId, db, limits, now } from '#server/platform/index.ts';
import { cancelJob, jobsChanged, unfinishedOf } from '#server/scheduling/index.ts';

/** Conversations in the list: more than anybody scrolls through. */
const listLength = 500;

export type ConversationEntry = { id: string; title: string; updatedAtMs: number; busy: boolean };

/** One's own conversations, newest first; `busy` while an answer is being written. */
export async function listConversations(actor: Actor): Promise<ConversationEntry[]> {
  const rows = await db().conversation.findMany({
    where: { ownerId: actorId(actor), deletedAt: null },
    orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
    take: listLength,
    select: { id: true, title: true, updatedAt: true },
  });
  const jobs = await unfinishedOf(actorId(actor));
  const busy = await db().message.findMany({ where: { answer: { jobId: { in: jobs } } }, select: { conversationId: true } });
  const busyIds = new Set(busy.map((message) => message.conversationId));
  return rows.map(({ id, title, updatedAt }) => ({ id, title, updatedAtMs: updatedAt.getTime(), busy: busyIds.has(id) }));
}

export type MessageView = {
  id: string;
  parentId: string | null;
  author: 'person' | 'assistant';
  text: string;
  createdAtMs: number;
  answer?: AnswerView;
};

export type ConversationView = { id: string; title: string; scope: ScopeEntry[]; messages: MessageView[] };

/** A conversation with all its messages, variants included, in order of time. `scope` is that of the newest answer. */
export async function getConversation(conversation: Authorized<'conversation'>): Promise<ConversationView> {
  const row = await db().conversation.findUnique({
    where: { id: conversation.id },
    select: { id: true, title: true, messages: { include: { text: true }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] } },
  });
  if (!row) throw new AppError('conversation.notFound', {});
  const answers = await viewAnswers(row.messages.flatMap((message) => message.answerId ?? []));
  const messages = row.messages.map(({ id, parentId, author, text, createdAt, answerId }): MessageView => {
    const answer = answerId ? answers.get(answerId) : undefined;
    return {
      id,
      parentId,
      author: author === 'person' ? 'person' : 'assistant',
      text: answer?.text ?? text?.text ?? '',
      createdAtMs: createdAt.getTime(),
      ...(answer && { answer }),
    };
  });
  return { id: row.id, title: row.title, scope: messages.findLast((message) => message.answer)?.answer?.scope ?? [], messages };
}

/** @throws AppError `request.invalid` for an empty title or one that is too long */
export async function renameConversation(actor: Actor, conversation: Authorized<'conversation'>, title: string): Promise<void> {
  const trimmed = title.replace(/\s+/g, ' ').trim();
  if (trimmed === '') throw new AppError('request.invalid', { field: 'title', reason: 'is empty' });
  if ([...trimmed].length > limits.titleLength) {
    throw new AppError('request.invalid', { field: 'title', reason: `is longer than ${limits.titleLength} characters` });
  }
  await act(actor, 'conversation.renamed', async (tx) => {
    await tx.conversation.update({ where: { id: conversation.id }, data: { title: trimmed } });
    return { record: { conversationId: conversation.id }, result: undefined };
  });
}

/** Takes a conversation out of sight and stops what is being written in it. `restoreConversation` undoes the first. */
export async function deleteConversation(actor: Actor, conversation: Authorized<'conversation'>): Promise<void> {
  await act(actor, 'conversation.deleted', async (tx) => {
    await tx.conversation.update({ where: { id: conversation.id }, data: { deletedAt: now() } });
    const answers = await tx.answer.findMany({
      where: { messages: { some: { conversationId: conversation.id } }, finishedAt: null },
      select: { jobId: true },
    });
    for (const { jobId } of answers) await cancelJob(tx, jobId);
    return { record: { conversationId: conversation.id }, result: undefined };
  });
  await jobsChanged();
}

/** Undoes a deletion. */
export async function restoreConversation(actor: Actor, conversation: Authorized<'conversation'>): Promise<void> {
  await act(actor, 'conversation.restored', async (tx) => {
    await tx.conversation.update({ where: { id: conversation.id }, data: { deletedAt: null } });
    return { record: { conversationId: conversation.id }, result: undefined };
  });
}
