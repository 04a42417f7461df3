import { type AnswerMode, createAnswer, pinScope, type ScopeEntry } from '#server/answers/index.ts';
import { act, newSalt, saltedDigest } from '#server/audit/index.ts';
import { type Actor, AppError, type Authorized, actorId, db, limits, newId, now, type Tx } from '#server/platform/index.ts';
import { jobState, jobsChanged, placeOf } from '#server/scheduling/index.ts';
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
  const parent = question.conversationId ? await parentOf(actor, question.conversationId, question.parentId) : null;
  const asked = await act(actor, 'question.asked', async (tx) => {
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
async function parentOf(actor: Actor, conversationId: string, parentId: string | undefined) {
  const conversation = await ownConversation(actor, conversationId);
  const newest = await db().message.findFirst({
    where: { conversationId: conversation.id, author: 'assistant', ...(parentId && { id: parentId }) },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: { id: true, answer: { select: { jobId: true } } },
  });
  if (parentId && !newest) throw new AppError('conversation.notFound', {});
  if (newest?.answer && (await isBusy(newest.answer.jobId))) throw new AppError('answer.busy', {});
  return { conversationId: conversation.id, messageId: newest?.id ?? null };
}

async function isBusy(jobId: string): Promise<boolean> {
  const job = await jobState(jobId);
  return job?.state === 'waiting' || job?.state === 'running';
}

async function createConversation(tx: Tx, actor: Actor, question: string): Promise<string> {
  const id = newId();
  const at = now();
  await tx.conversation.create({ data: { id, ownerId: actorId(actor), title: titleFrom(question), createdAt: at, updatedAt: at } });
  return id;
}
