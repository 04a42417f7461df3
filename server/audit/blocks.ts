import type { Tx } from '#server/platform/index.ts';
import { BLOCK_LEAVES, rootOf } from './tree.ts';

/** Blocks stored with one group of writes: one as a rule, some more where the log is older than its blocks. */
const BLOCKS_PER_GROUP = 4;

/**
 * Stores the hash of each block of records that a group of writes has filled.
 *
 * @param before records when the group began
 * @param after records when it ends
 */
export async function storeFullBlocks(tx: Tx, before: number, after: number): Promise<void> {
  const full = Math.floor(after / BLOCK_LEAVES);
  if (full === Math.floor(before / BLOCK_LEAVES)) return;
  const newest = await tx.auditBlock.aggregate({ _max: { index: true } });
  const first = (newest._max.index ?? -1) + 1;
  for (let block = first; block < Math.min(full, first + BLOCKS_PER_GROUP); block += 1) {
    const leaves = await tx.auditRecord.findMany({
      where: { index: { gte: block * BLOCK_LEAVES, lt: (block + 1) * BLOCK_LEAVES } },
      orderBy: { index: 'asc' },
      select: { leaf: true },
    });
    if (leaves.length !== BLOCK_LEAVES) throw new Error('a block of the audit log lacks records');
    const hash = rootOf(leaves.map(({ leaf }) => leaf));
    await tx.auditBlock.create({ data: { index: block, hash: Uint8Array.from(hash) } });
  }
}
