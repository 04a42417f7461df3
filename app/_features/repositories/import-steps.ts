export const importStages = ['fetching', 'parsing', 'writing', 'switching'] as const;
export type ImportStage = (typeof importStages)[number];

/** An import as the server tells it. */
export interface ImportNow {
  state: 'waiting' | 'running' | 'done' | 'failed';
  stage: ImportStage;
  done: number;
  /** 0 while it is not known. */
  total: number;
}

export interface ImportStep {
  stage: ImportStage;
  state: 'done' | 'now' | 'next' | 'failed';
}

/** The steps of an import and where it is. */
export function importSteps({ state, stage }: ImportNow): ImportStep[] {
  const at = importStages.indexOf(stage);
  return importStages.map((one, index) => {
    if (state === 'done' || index < at) return { stage: one, state: 'done' };
    if (index > at || state === 'waiting') return { stage: one, state: 'next' };
    return { stage: one, state: state === 'failed' ? 'failed' : 'now' };
  });
}

/** What a stage takes of an import's time, on the measured import of llama.cpp: reading files is nearly all of it. */
const weights: Record<ImportStage, number> = { fetching: 0.1, parsing: 0.7, writing: 0.18, switching: 0.02 };

/** How much of an import is done, 0 to 1. It never goes back: a stage without a total counts as not begun. */
export function importShare(now: ImportNow): number {
  if (now.state === 'done') return 1;
  if (now.state === 'waiting') return 0;
  const at = importStages.indexOf(now.stage);
  const before = importStages.slice(0, at).reduce((sum, stage) => sum + weights[stage], 0);
  const within = now.total > 0 ? Math.min(1, now.done / now.total) : 0;
  return before + within * weights[now.stage];
}

export function isMoving(now: Pick<ImportNow, 'state'> | undefined): boolean {
  return now?.state === 'waiting' || now?.state === 'running';
}
