import { db } from '#server/platform/index.ts';
import { restsOnBefore } from '#server/retrieval/index.ts';
import type { Asked } from './asked.ts';

/** Further back a conversation was about something else. */
const questionsBack = 3;
/** A pasted log is no subject: of earlier questions their beginnings say it. */
const charactersOfQuestion = 300;
const placesMax = 3;

/**
 * What the search for a question takes over from its conversation: the questions before, back to one that says itself what it is about,
 * and the places that the last answer cites, or else those that were found best.
 *
 * @returns words for the search, as the trail shows them; '' where the question says itself what it is about
 */
export async function carriedOver({ question, before }: Asked): Promise<string> {
  const [last] = before;
  if (!last || !restsOnBefore(question)) return '';
  const leaning = before.slice(0, questionsBack).findIndex((earlier) => !restsOnBefore(earlier.question));
  const questions = before.slice(0, leaning === -1 ? questionsBack : leaning + 1);
  return [...questions.map((earlier) => beginningOf(earlier.question)), ...(await placesOf(last.answerId))].join(' ');
}

function beginningOf(question: string): string {
  const line = question.replace(/\s+/g, ' ').trim();
  return line.length <= charactersOfQuestion ? line : line.slice(0, line.lastIndexOf(' ', charactersOfQuestion));
}

async function placesOf(answerId: string): Promise<string[]> {
  const [passages, citations] = await Promise.all([
    db().answerPassage.findMany({ where: { answerId }, orderBy: { number: 'asc' }, select: { number: true, path: true, symbol: true } }),
    db().answerCitation.findMany({
      where: { answerId, passage: { not: null } },
      orderBy: [{ verified: 'desc' }, { ordinal: 'asc' }],
      select: { passage: true },
    }),
  ]);
  const cited = citations.flatMap(({ passage }) => passages.find(({ number }) => number === passage) ?? []);
  const places = [...new Set(cited.length > 0 ? cited : passages)].slice(0, placesMax);
  return [...new Set(places.flatMap(({ path, symbol }) => [path, ...(symbol ? [symbol] : [])]))];
}
