import { type Actor, actorId } from '#server/platform/index.ts';
import { type QueueView, queueView, watchQueue } from '#server/scheduling/index.ts';
import { personProcedure, router } from './trpc.ts';
import { engineFor } from './without-paths.ts';

/** The line for the engine, as one person sees it. */
export const queueRouter = router({
  view: personProcedure.query(({ ctx }) => shownTo(ctx.actor, queueView(actorId(ctx.actor)))),

  /** The view of now, then each that differs from the one before. */
  watch: personProcedure.subscription(async function* ({ ctx, signal = new AbortController().signal }) {
    for await (const view of watchQueue(actorId(ctx.actor), signal)) yield shownTo(ctx.actor, view);
  }),
});

function shownTo(actor: Actor, view: QueueView): QueueView {
  return { ...view, engine: engineFor(actor, view.engine) };
}
