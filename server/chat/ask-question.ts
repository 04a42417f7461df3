import { type AnswerMode, createAnswer, pinScope, type ScopeEntry } from '#server/answers/index.ts';
import { act, newSalt, saltedDigest } from '#server/audit/index.ts';
import { type Actor, AppError, type Authorized, actorId, limits, newId, now, type Tx } from '#server/platform/index.ts';
import { jobsChanged, placeOf } from '#server/scheduling/index.ts';
import { expectFree } from './free.ts';
import { ownConversation } from './own.ts';
import { titleFrom } from './title.ts';

export type Question = {
  /** Absent: a new conversation. */
  conversationId?: string | undefined;
  /** Message that the question follows; absent: the conversation's newest. */
  parentId?: string | undefined;
  text: string;
  /** Empty for the mode `chat`. */
  scope: readonly Authorized<'repository'>[];
  mode: AnswerMode;
};

export type AskedQuestion = { conversationId: string; messageId: string; answerId: string; jobId: string; place: number | null };

/**
 * Asks a question: message, empty answer, job and record in one act. The revisions of the scope are pinned here.
 *
 * @returns with the job's place in line; null where it waits for no slot, or has one already
 * @throws AppError `question.empty`, `question.tooLong`, `conversation.notFound`, `answer.busy`, `job.tooMany`, `repository.notReady`
 */
export async function askQuestion(actor: Actor, question: Question): Promise<AskedQuestion> {
  checkText(question.text);
  const scope = await pinnedScope(question);
  const conversation = question.conversationId ? await ownConversation(actor, question.conversationId) : null;
  const asked = await act(actor, 'question.asked', async (tx) => {
    const parent = conversation ? await parentOf(tx, conversation, question.parentId) : null;
    const conversationId = parent?.conversationId ?? (await createConversation(tx, actor, question.text));
    const answer = await createAnswer(tx, actor, { mode: question.mode, scope });
    const messageId = newId();
    const salt = newSalt();
    const at = now();
    const common = { conversationId, createdAt: at };
    await tx.message.create({ data: { ...common, id: messageId, parentId: parent?.messageId ?? null, author: 'person' } });
    await tx.messageText.create({ data: { messageId, text: question.text, salt } });
    await tx.message.create({ data: { ...common, id: newId(), parentId: messageId, author: 'assistant', answerId: answer.answerId } });
    const repositoryIds = scope.map((entry) => entry.repositoryId);
    await tx.conversation.update({ where: { id: conversationId }, data: { updatedAt: at, scope: JSON.stringify(repositoryIds) } });
    const result = { conversationId, messageId, ...answer };
    const digests = { questionDigest: saltedDigest(question.text, salt), questionBytes: Buffer.byteLength(question.text) };
    return { record: { ...result, mode: question.mode, scope, repositoryIds, ...digests }, result };
  });
  await jobsChanged();
  return { ...asked, place: placeOf(asked.jobId)?.place ?? null };
}

function checkText(text: string): void {
  const sizeBytes = Buffer.byteLength(text);
  if (sizeBytes > limits.questionBytes) throw new AppError('question.tooLong', { sizeBytes, limitBytes: limits.questionBytes });
  if (text.trim() === '') throw new AppError('question.empty', {});
}

async function pinnedScope({ scope, mode }: Question): Promise<ScopeEntry[]> {
  if (mode === 'chat') return [];
  if (scope.length === 0) throw new AppError('request.invalid', { field: 'repositories', reason: 'names none to ask' });
  return pinScope(scope);
}

/** The message that a new question follows. A question behind an answer that is still being written waits for its end. */
async function parentOf(tx: Tx, conversation: Authorized<'conversation'>, parentId: string | undefined) {
  const newest = await tx.message.findFirst({
    where: { conversationId: conversation.id, author: 'assistant', ...(parentId && { id: parentId }) },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: { id: true, answer: { select: { jobId: true } } },
  });
  if (parentId && !newest) throw new AppError('conversation.notFound', {});
  await expectFree(tx, conversation.id, newest?.answer ? [newest.answer.jobId] : []);
  return { conversationId: conversation.id, messageId: newest?.id ?? null };
}

async function createConversation(tx: Tx, actor: Actor, question: string): Promise<string> {
  const id = newId();
  const at = now();
  await tx.conversation.create({ data: { id, ownerId: actorId(actor), title: titleFrom(question), createdAt: at, updatedAt: at } });
  return id;
}
