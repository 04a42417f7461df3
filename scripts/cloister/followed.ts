import type { Unsubscribable } from '@trpc/server/observable';

type Step<Figure, Result> = { state: 'running'; figure: Figure } | { state: 'done'; result: Result };
type Listeners<S> = { onData(step: S): void; onError(error: unknown): void; onComplete(): void };

/** Waits for a long piece of work of the appliance and passes its figures on. Ctrl-C ends this process, and with it the work. */
export function followed<S extends Step<Figure, unknown>, Figure>(
  subscribe: (on: Listeners<S>) => Unsubscribable,
  onFigure: (figure: Figure) => void,
): Promise<Extract<S, { state: 'done' }>['result']> {
  return new Promise((resolve, reject) => {
    subscribe({
      onData(step) {
        if (step.state === 'running') onFigure(step.figure);
        else resolve((step as Extract<S, { state: 'done' }>).result);
      },
      onError: reject,
      onComplete: () => reject(new Error('the appliance ended the work without a result')),
    });
  });
}
