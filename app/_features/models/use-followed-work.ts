'use client';

import { useEffect, useRef, useState } from 'react';
import { useFailureWords } from '#app/_data/failure.ts';

type Step<Figure, Result> = { state: 'running'; figure: Figure } | { state: 'done'; result: Result };

/** Long work of the server, as one who follows it sees it. */
export type Work<Figure, Result> =
  | { kind: 'idle' }
  | { kind: 'running'; figure: Figure | null }
  | { kind: 'done'; result: Result }
  | { kind: 'failed'; error: unknown };

type Following<Figure, Result> = {
  onData: (step: Step<Figure, Result>) => void;
  onError: (error: unknown) => void;
};

/** Starts long work of the server and follows it. Whoever leaves the page, or stops it, ends the work. */
export function useFollowedWork<Figure, Result>() {
  const [work, setWork] = useState<Work<Figure, Result>>({ kind: 'idle' });
  const failure = useFailureWords();
  const subscription = useRef<{ unsubscribe(): void } | null>(null);
  const end = () => {
    subscription.current?.unsubscribe();
    subscription.current = null;
  };
  useEffect(() => () => subscription.current?.unsubscribe(), []);
  return {
    work,
    failed: work.kind === 'failed' ? failure(work.error) : null,
    start(subscribe: (on: Following<Figure, Result>) => { unsubscribe(): void }, onDone: (result: Result) => void) {
      end();
      setWork({ kind: 'running', figure: null });
      subscription.current = subscribe({
        onData: (step) => {
          if (step.state === 'running') return setWork({ kind: 'running', figure: step.figure });
          setWork({ kind: 'done', result: step.result });
          onDone(step.result);
        },
        onError: (error) => {
          // Else the link would begin the work again.
          end();
          setWork({ kind: 'failed', error });
        },
      });
    },
    stop() {
      end();
      setWork({ kind: 'idle' });
    },
  };
}
