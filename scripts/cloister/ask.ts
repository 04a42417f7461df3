import type { inferRouterOutputs } from '@trpc/server';
import type { Command } from 'commander';
import { wordsOf } from '#app/messages/error-words.ts';
import type { AppRouter } from '#server/api/index.ts';
import type { AppError } from '#server/platform/index.ts';
import { followAnswer } from './follow-answer.ts';
import { namesOf } from './search.ts';
import { addVerb, type Box, type Ending } from './verb.ts';
import { words } from './words.ts';

type Conversation = inferRouterOutputs<AppRouter>['chat']['get'];
type Answer = NonNullable<Conversation['messages'][number]['answer']>;

/** `cloister ask REPO[,REPO…] QUESTION`: the answer as it is written, then what it cites. */
export function addAsk(program: Command, ending: Ending): void {
  type Options = { evidence?: boolean };
  addVerb(
    program,
    ending,
    'ask <repositories> <question...>',
    words('ask.about'),
    async (box, [names, question]: [string, string[]], options: Options) => {
      const asked = await box.appliance.trpc.chat.ask.mutate({
        text: question.join(' '),
        repositories: namesOf(names),
        mode: options.evidence ? 'evidence' : 'ask',
      });
      await follow(box, asked);
      const answer = await answerOf(box, asked);
      return { json: answerJson(answer, asked.jobId), lines: answerLines(answer), status: answer.state === 'done' ? 0 : 1 };
    },
  ).option('--evidence', words('ask.evidenceOption'));
}

type Asked = { conversationId: string; answerId: string; jobId: string };

/** Ctrl-C stops the answer, not only the watching; what was written stays. */
async function follow(box: Box, { answerId, jobId }: Asked): Promise<void> {
  const stop = () => void box.appliance.trpc.chat.stop.mutate({ answerId });
  process.once('SIGINT', stop);
  try {
    await followAnswer(box, jobId);
  } finally {
    process.off('SIGINT', stop);
  }
}

async function answerOf({ appliance }: Box, { conversationId, answerId }: Asked): Promise<Answer> {
  const { messages } = await appliance.trpc.chat.get.query({ conversationId });
  const found = messages.map((message) => message.answer).find((answer) => answer?.id === answerId);
  if (!found) throw new Error('the answer is not in its conversation');
  return found;
}

/** A citation with the place it names; a number that was never given to the model names none. */
function placed(answer: Answer) {
  return answer.citations.map(({ passage: number, verified, reason, sentence }) => {
    const passage = answer.passages.find((candidate) => candidate.number === number);
    return {
      ...(passage && {
        repository: passage.repository,
        path: passage.path,
        startLine: passage.startLine,
        endLine: passage.endLine,
        revision: passage.revision,
      }),
      verified,
      ...(reason && { reason }),
      sentence,
    };
  });
}

function errorOf({ error }: Answer) {
  return error && { code: error.code, ...wordsOf(error as AppError) };
}

function answerJson(answer: Answer, jobId: string) {
  const error = errorOf(answer);
  return {
    answer: answer.text,
    scope: answer.scope,
    citations: placed(answer),
    passages: answer.passages.map(({ repository, path, startLine, endLine, score, inPrompt }) => ({
      repository,
      path,
      startLine,
      endLine,
      score,
      inPrompt,
    })),
    usage: answer.counts,
    jobId,
    state: answer.state,
    finishReason: answer.finishReason,
    ...(error && { error }),
  };
}

/** What stands below the prose: citations with how they stand, and the passages it was given. */
function answerLines(answer: Answer): string[] {
  const error = errorOf(answer);
  const citations = placed(answer).map(({ verified, reason = '', sentence, ...place }) =>
    words(verified ? 'ask.verified' : 'ask.unverified', { place: 'path' in place ? placeText(place) : sentence, reason }),
  );
  return [
    '',
    ...endedEarly(answer),
    ...(error ? [error.message, `-> ${error.remedy}`, ''] : []),
    ...(citations.length > 0 ? [words('ask.citations'), ...citations, ''] : []),
    words('ask.passages', { count: answer.passages.length, read: answer.passages.filter(({ inPrompt }) => inPrompt).length }),
    ...answer.passages.map((passage) => words(passage.inPrompt ? 'ask.inPrompt' : 'ask.notInPrompt', { place: placeText(passage) })),
  ];
}

/** Why an answer ended where that is not simply its last word. */
function endedEarly({ finishReason, counts }: Answer): string[] {
  if (finishReason !== 'loop' && finishReason !== 'limit') return [];
  return [words(`ask.ended.${finishReason}`, { tokens: counts.outputTokens }), ''];
}

function placeText(at: { repository?: string; path?: string; startLine?: number; endLine?: number }): string {
  return `${at.repository}:${at.path}:${at.startLine}-${at.endLine}`;
}
