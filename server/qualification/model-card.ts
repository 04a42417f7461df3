import { type MakerFigures, type ModelView, makerFigures } from '#server/models/index.ts';
import { shippedAcceptances } from './known-acceptances.ts';
import type { Capability, Report } from './report.ts';

/** A model as its card shows it: what was found here, what its maker says, and what it is. */
export type ModelCard = Omit<ModelView, 'acceptances'> & {
  /** What acceptance found it able to do, on this box or, before it was tried here, for the release. */
  capabilities: Capability[];
  /** Who says that it may serve; null where nobody does. */
  acceptedBy: 'box' | 'release' | 'administrator' | null;
  acceptances: (Omit<ModelView['acceptances'][number], 'report'> & { report: Report })[];
  maker: MakerFigures | null;
};

/** Puts together what is known of a model. */
export function modelCard({ acceptances, ...model }: ModelView): ModelCard {
  // Written by `acceptModel` alone, and never changed.
  const found = acceptances.map((one) => ({ ...one, report: one.report as Report }));
  const shipped = shippedAcceptances.find(({ sha256 }) => sha256 === model.sha256);
  const newest = found.find(({ passed }) => passed) ?? found[0];
  return {
    ...model,
    capabilities: newest?.report.capabilities ?? shipped?.capabilities ?? [],
    acceptedBy: newest?.passed ? 'box' : model.override !== null ? 'administrator' : !newest && shipped ? 'release' : null,
    acceptances: found,
    maker: makerFigures(model),
  };
}
