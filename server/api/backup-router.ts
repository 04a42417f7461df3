import { z } from 'zod';
import { beginBackup, type EndedBackup, endBackup } from '#server/backup/index.ts';
import { healthFolder } from '#server/health/index.ts';
import { type Actor, AppError, type ConsoleActor } from '#server/platform/index.ts';
import { adminProcedure, router } from './trpc.ts';

const path = z.string().min(1).max(4_096);

type Open = { intentIndex: number; end(ended: EndedBackup): void };
let open: Open | null = null;

/** A backup is written by the console, which reads the data folder itself; the appliance holds still what it reads. */
export const backupRouter = router({
  /** Takes a snapshot and keeps it while the subscription lasts. A console that is killed ends it, and that is recorded. */
  hold: adminProcedure.input(z.object({ file: path })).subscription(async function* ({ ctx, input, signal }) {
    const actor = asConsole(ctx.actor);
    const folder = healthFolder();
    const begun = await beginBackup(actor, folder, input.file);
    let ended: EndedBackup = { intentIndex: begun.intentIndex, file: input.file, sizeBytes: 0, sha256: '', isDone: false };
    try {
      const end = new Promise<void>((resolve) => {
        open = {
          intentIndex: begun.intentIndex,
          end(told) {
            ended = told;
            resolve();
          },
        };
        signal?.addEventListener('abort', () => resolve());
      });
      yield { state: 'begun' as const, ...begun };
      if (!signal?.aborted) await end;
    } finally {
      open = null;
      await endBackup(actor, folder, ended);
    }
    yield { state: 'ended' as const };
  }),

  /** Says that the file is written. */
  done: adminProcedure
    .input(z.object({ intentIndex: z.number().int(), file: path, sizeBytes: z.number().int(), sha256: z.string().length(64) }))
    .mutation(({ ctx, input }) => {
      asConsole(ctx.actor);
      if (open?.intentIndex !== input.intentIndex) throw new AppError('request.notFound', { what: 'backup' });
      open.end({ ...input, isDone: true });
      return { ok: true as const };
    }),
});

function asConsole(actor: Actor): ConsoleActor {
  if (actor.kind === 'console') return actor;
  throw new AppError('right.missing', { action: 'administer', what: 'appliance' });
}
