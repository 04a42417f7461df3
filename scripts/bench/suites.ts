import type { Suite } from './suite.ts';

/** Every suite, loaded when it is asked for: each brings its rooms along. */
export const suites: Readonly<Record<string, () => Promise<{ suite: Suite }>>> = {
  audit: () => import('./audit.ts'),
  citations: () => import('./citations.ts'),
  engine: () => import('./engine.ts'),
  passages: () => import('./passages.ts'),
  retrieval: () => import('./retrieval.ts'),
  yielding: () => import('./yielding.ts'),
};
