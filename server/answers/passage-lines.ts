import { authorize } from '#server/identity/index.ts';
import { type Actor, AppError, type Authorized, db, limits } from '#server/platform/index.ts';
import { readLines, repositoryTargets } from '#server/repositories/index.ts';
import { jobEvents } from '#server/scheduling/index.ts';
import { loadAnswer } from './answer-rows.ts';
import { toldSoFar } from './told-so-far.ts';

/** The beginning of a passage: its first lines, each cut where it is very long. */
export type PassageLines = { startLine: number; lines: string[]; isWhole: boolean };

/**
 * The lines of one of an answer's passages, read from git at the revision that was pinned. That they went into this answer stands in its
 * record, so looking at them again is not recorded.
 *
 * @throws AppError `passage.notFound`; `repository.notFound`, `right.missing` where the repository went or may no longer be read;
 * `file.…` as `readLines`
 */
export async function passageLines(actor: Actor, answer: Authorized<'answer'>, number: number): Promise<PassageLines> {
  const passage = await passageOf(answer.id, number);
  if (!passage) throw new AppError('passage.notFound', { number });
  const [target] = await repositoryTargets([passage.repositoryId]);
  if (!target) throw new AppError('repository.notFound', { name: passage.repository });
  const end = Math.min(passage.endLine, passage.startLine + limits.passageLines - 1);
  const read = await readLines(authorize(actor, 'read', target), passage.revision, passage.path, { start: passage.startLine, end });
  const lines = read.lines.map((line) => line.slice(0, limits.passageLineLength));
  const isWhole = end === passage.endLine && lines.every((line, at) => line.length === read.lines[at]?.length);
  return { startLine: passage.startLine, lines, isWhole };
}

/** Its row, or what the events tell while the answer is written. */
async function passageOf(answerId: string, number: number) {
  const row = await db().answerPassage.findUnique({ where: { answerId_number: { answerId, number } } });
  if (row) return row;
  const { passages } = toldSoFar(jobEvents((await loadAnswer(answerId)).jobId));
  return passages?.find((candidate) => candidate.number === number);
}
