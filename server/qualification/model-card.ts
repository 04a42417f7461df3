import { type MakerFigures, type ModelView, makerFigures } from '#server/models/index.ts';
import { shippedAcceptances } from './known-acceptances.ts';
import { bandOf, type Capability, type Report } from './report.ts';

/** A model as its card shows it: what was found here, what its maker says, and what it is. */
export type ModelCard = Omit<ModelView, 'acceptances'> & {
  /** What acceptance found it able to do, on this box or, before it was tried here, for the release. */
  capabilities: Capability[];
  /** Who says that it may serve; null where nobody does. */
  acceptedBy: 'box' | 'release' | 'administrator' | null;
  /** How it stands: accepted, let through by an administrator, tried and found wanting, or never tried. */
  standing: 'accepted' | 'overridden' | 'failed' | 'untried';
  /** `band`: what the measure of a sound copy lies in. */
  acceptances: (Omit<ModelView['acceptances'][number], 'report'> & { report: Report; band: { low: number; high: number } })[];
  maker: MakerFigures | null;
};

/** Puts together what is known of a model. */
export function modelCard({ acceptances, ...model }: ModelView): ModelCard {
  // Written by `acceptModel` alone, and never changed.
  const found = acceptances.map((one) => {
    const report = one.report as Report;
    return { ...one, report, band: bandOf(report.expectedBitsPerByte) };
  });
  const shipped = shippedAcceptances.find(({ sha256 }) => sha256 === model.sha256);
  const newest = found.find(({ passed }) => passed) ?? found[0];
  const acceptedBy = newest?.passed ? 'box' : model.override !== null ? 'administrator' : !newest && shipped ? 'release' : null;
  return {
    ...model,
    capabilities: newest?.report.capabilities ?? shipped?.capabilities ?? [],
    acceptedBy,
    standing: acceptedBy === null ? (newest ? 'failed' : 'untried') : acceptedBy === 'administrator' ? 'overridden' : 'accepted',
    acceptances: found,
    maker: makerFigures(model),
  };
}
