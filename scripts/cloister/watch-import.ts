import { AppError } from '#server/platform/index.ts';
import type { Box } from './verb.ts';
import { words } from './words.ts';

/** Follows an import to its end and shows its figures. @throws the import's own error */
export function watchImport({ appliance, progress }: Box, importId: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const subscription = appliance.trpc.repositories.watchImport.subscribe(
      { importId },
      {
        onData(step) {
          progress(words('repo.progress', { stage: step.stage, done: step.done, total: step.total }));
          if (step.state !== 'failed') return;
          subscription.unsubscribe();
          const { code, params } = step.error ?? { code: 'repository.indexFailed' as const, params: { reason: step.stage } };
          reject(new AppError(code, params));
        },
        onError: reject,
        onComplete: resolve,
      },
    );
  });
}
