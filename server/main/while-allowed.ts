import { onRightsChanged, onSessionClosed } from '#server/identity/index.ts';
import { type Actor, AppError } from '#server/platform/index.ts';

/**
 * Does something that takes long, for as long as its actor may: a session that ends and rights that change end it, as they end
 * live connections.
 *
 * @throws AppError `session.required` where it was ended so, and what `fn` throws
 */
export async function whileAllowed(actor: Actor, fn: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const over = new AbortController();
  const end = () => over.abort(new AppError('session.required', {}));
  const stopListening =
    actor.kind === 'person'
      ? [
          onSessionClosed((id) => {
            if (id === actor.sessionId) end();
          }),
          onRightsChanged((id) => {
            if (id === actor.id) end();
          }),
        ]
      : [];
  try {
    await fn(over.signal);
  } catch (error) {
    // A stream that was ended says only that; the reason stands in the signal.
    throw over.signal.aborted ? over.signal.reason : error;
  } finally {
    for (const stop of stopListening) stop();
  }
}
