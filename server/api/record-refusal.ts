import { record } from '#server/audit/index.ts';
import { type Actor, hasCode, log } from '#server/platform/index.ts';
import { asAppError } from './error-data.ts';

/** Records that a right was missing. Strangers are only logged: anybody could fill the disk with refusals of their own. */
export async function recordRefusal(actor: Actor, procedure: string, thrown: unknown): Promise<void> {
  const error = asAppError(thrown);
  if (!hasCode(error, 'right.missing') || actor.kind === 'stranger') return;
  try {
    await record(actor, 'access.refused', { procedure, code: error.code, subjectId: '' }, 'refused');
  } catch (err) {
    // The refusal stands whether or not it can be written; the disk's trouble is told by readiness.
    log('api').error({ err, procedure }, 'a refusal could not be recorded');
  }
}
