import { resolve } from 'node:path';
import type { inferRouterOutputs } from '@trpc/server';
import type { Command } from 'commander';
import type { AppRouter } from '#server/api/index.ts';
import { expectNoFile, listBackup, writeBackup } from '#server/backup/index.ts';
import { now } from '#server/platform/index.ts';
import { thisRelease } from '#server/releases/index.ts';
import { addVerb, type Box, type Ending } from './verb.ts';
import { words } from './words.ts';

type Step = inferRouterOutputs<AppRouter>['backup']['hold'] extends AsyncIterable<infer S> ? S : never;
type Begun = Extract<Step, { state: 'begun' }>;

/** `cloister backup FILE`: while the appliance runs. It holds a snapshot still; this process writes the file. */
export function addBackup(program: Command, ending: Ending): void {
  addVerb(program, ending, 'backup <file>', words('backup.about'), async (box, [given]: [string]) => {
    const file = resolve(given);
    await expectNoFile(file);
    box.progress(words('backup.snapshot'));
    const made = await whileHeld(box, file, async (begun) => {
      const files = await listBackup(box.folder, begun.snapshotDir);
      const head = { format: 1 as const, version: thisRelease().version, madeAt: now().toISOString() };
      const written = await writeBackup(file, head, files, (sizeBytes) => box.progress(words('backup.progress', { sizeBytes })));
      await box.appliance.trpc.backup.done.mutate({ intentIndex: begun.intentIndex, file, ...written });
      return { file, files: files.length, ...written };
    });
    return { json: made, lines: [words('backup.done', made), `   ${made.sha256}`] };
  });
}

/** Runs `write` while the appliance keeps its snapshot. Resolves when the appliance has recorded the end as well. */
function whileHeld<T>(box: Box, file: string, write: (begun: Begun) => Promise<T>): Promise<T> {
  return new Promise((done, reject) => {
    let made: Promise<T> | null = null;
    const subscription = box.appliance.trpc.backup.hold.subscribe(
      { file },
      {
        onData(step) {
          if (step.state === 'ended') return;
          made = write(step);
          made.catch((error) => {
            subscription.unsubscribe();
            reject(error);
          });
        },
        onError: reject,
        // Unsubscribing completes it as well: then there is an error, which has been passed on.
        onComplete: () => made?.then(done, reject),
      },
    );
  });
}
