import { actorId } from '#server/platform/index.ts';
import { queueView, watchQueue } from '#server/scheduling/index.ts';
import { personProcedure, router } from './trpc.ts';

/** The line for the engine, as one person sees it. */
export const queueRouter = router({
  view: personProcedure.query(({ ctx }) => queueView(actorId(ctx.actor))),

  /** The view of now, then each that differs from the one before. */
  watch: personProcedure.subscription(({ ctx, signal = new AbortController().signal }) => watchQueue(actorId(ctx.actor), signal)),
});
