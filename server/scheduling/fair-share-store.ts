import { unaudited } from '#server/platform/database/unaudited.ts';
import { db } from '#server/platform/index.ts';
import type { Shares } from './fair-share.ts';

/** Everybody's counters as they were stored last. */
export async function readShares(): Promise<Shares> {
  const rows = await db().fairShare.findMany();
  return new Map(rows.map((row) => [row.userId, row.virtualTokens]));
}

/** Stores the counters of some people: a restart must not forget who had much. */
export async function storeShares(shares: Shares, userIds: readonly string[]): Promise<void> {
  await unaudited('usage', async (tx) => {
    for (const userId of userIds) {
      const virtualTokens = shares.get(userId) ?? 0;
      await tx.fairShare.upsert({ where: { userId }, create: { userId, virtualTokens }, update: { virtualTokens } });
    }
  });
}
