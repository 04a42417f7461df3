import { z } from 'zod';
import { auditState, facets, histogram, pageOfRecords, record, recordWithProof, signNow } from '#server/audit/index.ts';
import { AppError, limits } from '#server/platform/index.ts';
import { peopleOf, withPeople } from './audit-people.ts';
import { verifyAndRecord } from './audit-verification.ts';
import { auditFilterInput, checkAuditView, filterOf, moment, openAuditView } from './audit-view.ts';
import { adminProcedure, auditorProcedure, router } from './trpc.ts';

/** Bins of a histogram: a column each on a wide screen. */
const HISTOGRAM_BINS_MAX = 240;

const viewInput = z.object({ viewId: z.string().max(100), filter: auditFilterInput });

/** The audit log for those who may read it. Every view is recorded once, when it is opened; its pages are not. */
export const auditRouter = router({
  state: auditorProcedure.query(() => auditState()),

  open: auditorProcedure.input(z.object({ filter: auditFilterInput })).mutation(({ ctx, input }) => openAuditView(ctx.actor, input.filter)),

  page: auditorProcedure
    .input(
      viewInput.extend({
        beforeIndex: z.number().int().nonnegative().nullable().default(null),
        limit: z.number().int().min(1).max(limits.auditPageRecords).default(100),
      }),
    )
    .query(async ({ ctx, input }) => {
      const filter = await checkAuditView(ctx.actor, input.viewId, input.filter);
      return withPeople(await pageOfRecords(filter, input.beforeIndex, input.limit));
    }),

  facets: auditorProcedure
    .input(viewInput)
    .query(async ({ ctx, input }) => facets(await checkAuditView(ctx.actor, input.viewId, input.filter))),

  histogram: auditorProcedure
    .input(
      viewInput.extend({
        spanFromMs: moment,
        spanUntilMs: moment,
        bins: z.number().int().min(1).max(HISTOGRAM_BINS_MAX),
      }),
    )
    .query(async ({ ctx, input }) => {
      const { beforeIndex } = await checkAuditView(ctx.actor, input.viewId, input.filter);
      // The drawing shows what lies outside the chosen time as well: that is what one drags over.
      const { fromMs: _from, untilMs: _until, ...anyTime } = input.filter;
      return histogram(
        { ...filterOf(anyTime), ...(beforeIndex !== undefined && { beforeIndex }) },
        new Date(input.spanFromMs),
        new Date(input.spanUntilMs),
        input.bins,
      );
    }),

  record: auditorProcedure.input(viewInput.extend({ index: z.number().int().nonnegative() })).query(async ({ ctx, input }) => {
    await checkAuditView(ctx.actor, input.viewId, input.filter);
    const found = await recordWithProof(input.index);
    if (!found) throw new AppError('request.notFound', { what: `record ${input.index}` });
    return { ...found, people: await peopleOf([found.record]) };
  }),

  /** Signs the log as it is now, the record of it included; null where the checkpoint could not be written. */
  checkpoint: adminProcedure.mutation(async ({ ctx }) => {
    await record(ctx.actor, 'audit.signed', { records: (await auditState()).size });
    return signNow();
  }),

  verify: auditorProcedure.mutation(({ ctx }) => verifyAndRecord(ctx.actor)),
});
