import type { Asked, Turn } from '#server/answers/index.ts';
import { AppError, db } from '#server/platform/index.ts';

/**
 * The question of an answer, and the turns before it, as they stand in the message tree above it. Turns without an answer in
 * words (evidence only, failed) are left out: they would teach the model to say nothing.
 *
 * @throws AppError `answer.notFound`
 */
export async function loadAsked(answerId: string): Promise<Asked> {
  const own = await db().message.findFirst({ where: { answerId }, select: { conversationId: true, parentId: true } });
  if (!own?.parentId) throw new AppError('answer.notFound', {});
  const messages = await db().message.findMany({
    where: { conversationId: own.conversationId },
    select: { id: true, parentId: true, author: true, text: true, answer: { select: { id: true, text: { select: { text: true } } } } },
  });
  const byId = new Map(messages.map((message) => [message.id, message]));
  const asked = byId.get(own.parentId)?.text;
  if (!asked) throw new AppError('answer.notFound', {});
  const turns: Turn[] = [];
  const before: Asked['before'] = [];
  const passed = new Set([own.parentId]);
  for (let at = byId.get(own.parentId)?.parentId; at && !passed.has(at); ) {
    passed.add(at);
    const answer = byId.get(at);
    const question = answer?.parentId ? byId.get(answer.parentId) : undefined;
    const [said, heard] = [answer?.answer?.text?.text, question?.text?.text];
    if (said && heard) turns.unshift({ author: 'person', text: heard }, { author: 'assistant', text: said });
    if (heard && answer?.answer) before.push({ question: heard, answerId: answer.answer.id });
    at = question?.parentId ?? null;
  }
  return { question: asked.text, salt: asked.salt, turns, before };
}
