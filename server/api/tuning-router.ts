import { z } from 'zod';
import { healthModel } from '#server/health/index.ts';
import { findModel } from '#server/models/index.ts';
import { profileView } from '#server/qualification/index.ts';
import { adminProcedure, router } from './trpc.ts';

/** How the engine runs best on this box. */
export const tuningRouter = router({
  /** The profile of a model, or of the one that serves; null where there is none. */
  profile: adminProcedure.input(z.object({ model: z.string().min(1).max(200).optional() })).query(async ({ input }) => {
    const model = input.model === undefined ? healthModel() : await findModel(input.model);
    return model && (await profileView(model));
  }),
});
