import words from './en.json' with { type: 'json' };
import { fill, shownParams } from './error-words.ts';

type CheckText = { message: string; remedy?: string };

/** The English words of one of doctor's checks. @param check as server/health gives it; a case without words shows its name */
export function wordsOfCheck(check: { name: string; case: string; params: Record<string, string | number> }): {
  title: string;
  message: string;
  remedy: string;
} {
  const room = (words.doctor as Record<string, { title: string; cases: Record<string, CheckText> }>)[check.name];
  const { message, remedy = '' } = room?.cases[check.case] ?? { message: check.case };
  const params = shownParams(check.params);
  return { title: room?.title ?? check.name, message: fill(message, params), remedy: fill(remedy, params) };
}
