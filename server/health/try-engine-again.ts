import { act } from '#server/audit/index.ts';
import { type Actor, type Authorized, log } from '#server/platform/index.ts';
import { healthParts } from './health-parts.ts';

/**
 * Starts an engine that was given up at once, instead of after the breaker's time.
 *
 * @returns whether there was one to start; nothing is recorded where not
 */
export async function tryEngineAgain(actor: Actor, _box: Authorized<'appliance'>): Promise<{ trying: boolean }> {
  const { engine } = healthParts();
  const { state } = engine.state();
  if (state !== 'failed') return { trying: false };
  await act(actor, 'engine.retried', async () => ({ record: { from: state }, result: undefined }));
  log('health').info({ actor }, 'the engine is tried again');
  return { trying: engine.tryAgain() };
}
