import { z } from 'zod';
import { acceptanceFolder, healthFolder, modelsPlace } from '#server/health/index.ts';
import { authorize } from '#server/identity/index.ts';
import { addModel, listModels, type ModelView, setModelRole } from '#server/models/index.ts';
import { type Actor, limits } from '#server/platform/index.ts';
import { acceptModel, chooseModel, modelCard } from '#server/qualification/index.ts';
import { followedWork } from './followed-work.ts';
import { adminProcedure, auditorProcedure, box, personProcedure, router } from './trpc.ts';
import { maySeePaths } from './without-paths.ts';

const named = z.string().min(1).max(200);
const reason = z.string().trim().min(1).max(limits.reasonLength);

/** Models: everybody signed in sees them; what changes them is for administrators and the console. */
export const modelsRouter = router({
  list: personProcedure.query(async ({ ctx }) => cardsFor(ctx.actor)),

  /** All of them, the one that serves now, and the disk they lie on: for who runs the box and who audits it. */
  overview: auditorProcedure.query(async ({ ctx }) => ({ models: await cardsFor(ctx.actor), ...(await modelsPlace()) })),

  /** Copies a model from the appliance's own disk or a stick, with figures while it is read. */
  add: adminProcedure
    .input(
      z.object({
        path: z.string().min(1).max(4_096),
        license: z.object({ text: z.string().min(1).max(limits.licenseTextBytes), reason }).optional(),
      }),
    )
    .subscription(async function* ({ ctx, input, signal }) {
      const target = authorize(ctx.actor, 'administer', box);
      const { path, license } = input;
      yield* followedWork(
        (tell: (figure: { doneBytes: number; totalBytes: number }) => void, aborted) =>
          addModel(
            ctx.actor,
            target,
            { path, ...(license && { license }) },
            {
              folder: healthFolder().models,
              onBytes: (doneBytes, totalBytes) => tell({ doneBytes, totalBytes }),
              signal: aborted,
            },
          ),
        signal,
      );
    }),

  /** Examines a model, with the share that is done. */
  accept: adminProcedure.input(z.object({ model: named })).subscription(async function* ({ ctx, input, signal }) {
    const target = authorize(ctx.actor, 'administer', box);
    const runtimeDir = acceptanceFolder();
    yield* followedWork(
      (tell: (share: number) => void, aborted) =>
        acceptModel(ctx.actor, target, input.model, { runtimeDir, onProgress: tell, signal: aborted }),
      signal,
    );
  }),

  /** Chooses the model that serves from the next start on. */
  use: adminProcedure
    .input(z.object({ model: named, overrideReason: reason.optional() }))
    .mutation(async ({ ctx, input }) =>
      cardView(await chooseModel(ctx.actor, authorize(ctx.actor, 'administer', box), input.model, input.overrideReason)),
    ),

  setRole: adminProcedure
    .input(z.object({ model: named, role: z.enum(['planner', 'coder']) }))
    .mutation(async ({ ctx, input }) =>
      cardView(await setModelRole(ctx.actor, authorize(ctx.actor, 'administer', box), input.model, input.role)),
    ),
});

/** Cards as an actor may see them: where a file came from is for who runs the box. */
async function cardsFor(actor: Actor) {
  const cards = (await listModels()).map(cardView);
  return maySeePaths(actor) ? cards : cards.map((card) => ({ ...card, origin: '' }));
}

/** A model's card with times as text. */
function cardView(model: ModelView) {
  const { acceptances, addedAt, ...rest } = modelCard(model);
  return { ...rest, addedAt: addedAt.toISOString(), acceptances: acceptances.map(({ at, ...one }) => ({ ...one, at: at.toISOString() })) };
}
