import { act } from '#server/audit/index.ts';
import { findModel, type ModelView } from '#server/models/index.ts';
import { type Actor, AppError, type Authorized, db } from '#server/platform/index.ts';
import { shippedAcceptances } from './known-acceptances.ts';

/**
 * Chooses the model that serves from the next start on.
 *
 * @param overrideReason why one that is not accepted is to serve all the same; recorded, and kept with the model
 * @throws AppError `model.unknown`, `model.ambiguous`, `model.notAccepted`
 */
export async function chooseModel(actor: Actor, _box: Authorized<'appliance'>, named: string, overrideReason?: string): Promise<ModelView> {
  const { id, name, sha256, acceptances } = await findModel(named);
  const isAccepted = acceptances.some(({ passed }) => passed) || shippedAcceptances.some((one) => one.sha256 === sha256);
  if (!isAccepted && overrideReason === undefined) throw new AppError('model.notAccepted', { name });
  const before = await db().model.findFirst({ where: { served: true }, select: { name: true } });
  await act(actor, 'model.chosen', async (tx) => {
    await tx.model.updateMany({ where: { served: true, NOT: { id } }, data: { served: false } });
    await tx.model.update({ where: { id }, data: { served: true, override: overrideReason ?? null } });
    return {
      record: { modelId: id, name, sha256, before: before?.name ?? '', ...(overrideReason !== undefined && { reason: overrideReason }) },
      result: undefined,
    };
  });
  return findModel(id);
}
