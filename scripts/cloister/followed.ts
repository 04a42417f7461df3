import type { Unsubscribable } from '@trpc/server/observable';

type Step<Figure, Result> = { state: 'running'; figure: Figure } | { state: 'done'; result: Result };
type Listeners<S> = {
  onData(step: S): void;
  onError(error: unknown): void;
  onComplete(): void;
  onConnectionStateChange(state: { error?: unknown }): void;
};

/** Waits for a long piece of work of the appliance and passes its figures on. Ctrl-C ends this process, and with it the work. */
export function followed<S extends Step<Figure, unknown>, Figure>(
  subscribe: (on: Listeners<S>) => Unsubscribable,
  onFigure: (figure: Figure) => void,
): Promise<Extract<S, { state: 'done' }>['result']> {
  return new Promise((resolve, reject) => {
    // tRPC takes what the appliance cannot do now for a lost line, keeps its words to itself and tries again: here nobody waits for that.
    let refusal: unknown = null;
    subscribe({
      onData(step) {
        if (step.state === 'running') onFigure(step.figure);
        else resolve((step as Extract<S, { state: 'done' }>).result);
      },
      onError: (error) => reject(refusal ?? error),
      onComplete: () => reject(new Error('the appliance ended the work without a result')),
      onConnectionStateChange({ error }) {
        refusal ??= error;
      },
    });
  });
}
