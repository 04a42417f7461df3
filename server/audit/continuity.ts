import type { Tx } from '#server/platform/index.ts';
import type { CheckpointFile } from './signing.ts';
import { BLOCK_LEAVES, emptyTree, hex, push, root, type Tree } from './tree.ts';

/** Where a log parts from what was said of it before. */
export type Damage = { index: number; reason: string };

/** What was once said of a log: how many records it held, and their root in hex. */
export type Head = { size: number; root: string };

type Rows = Pick<Tx, 'auditRecord' | 'auditBlock'>;

/**
 * Whether a log is still the one that was signed last, before anything more is signed: who cuts or rewrites the log and holds no key
 * must not have the next start sign it for them.
 *
 * @param hadKey the signing key was there before this start, so something was signed with it
 * @returns null where the log goes on from its checkpoint
 */
export async function partedFromCheckpoint(rows: Rows, signed: CheckpointFile, hadKey: boolean, tree: Tree): Promise<Damage | null> {
  if (signed.state === 'missing' && !hadKey) return null;
  const damage = checkpointDamage(signed, tree.size);
  if (damage || signed.state !== 'signed') return damage;
  return partedFrom(rows, signed.checkpoint, tree);
}

/** What a checkpoint alone tells of a log of `size` records: that it is not valid, not there, or counts more than are. */
export function checkpointDamage(signed: CheckpointFile, size: number): Damage | null {
  if (signed.state === 'damaged') return { index: size, reason: `the audit checkpoint is not valid: ${signed.reason}` };
  if (signed.state === 'missing') return size > 0 ? { index: size, reason: 'the audit checkpoint is missing' } : null;
  return missingOf(signed.checkpoint, size);
}

function missingOf(head: Head, size: number): Damage | null {
  return size < head.size ? { index: size, reason: `missing: ${head.size} records were signed, ${size} are here` } : null;
}

/** Whether a tree holds all that a head named, and more at most; null where it does. */
export async function partedFrom(rows: Rows, head: Head, tree: Tree): Promise<Damage | null> {
  const missing = missingOf(head, tree.size);
  if (missing) return missing;
  if (tree.size === head.size && hex(root(tree)) === head.root) return null;
  const [then, now] = [await rootAt(rows, head.size), await rootAt(rows, tree.size)];
  if (then !== head.root) return { index: head.size, reason: 'a record before this one is not the one that was signed' };
  return now === hex(root(tree)) ? null : { index: tree.size, reason: 'the stored tree is another' };
}

/** The root of the first `size` records, of stored blocks where they are there; "" where records are missing. */
async function rootAt(rows: Rows, size: number): Promise<string> {
  const stored = await rows.auditBlock.findMany({ where: { index: { lt: Math.floor(size / BLOCK_LEAVES) } }, orderBy: { index: 'asc' } });
  // From the first block that is not there on, the leaves themselves.
  const gap = stored.findIndex((block, at) => block.index !== at);
  const blocks = gap < 0 ? stored : stored.slice(0, gap);
  let whole = blocks.map(({ hash }) => hash as Uint8Array).reduce(push, emptyTree);
  let part = emptyTree;
  for (let from = blocks.length * BLOCK_LEAVES; from < size; from += BLOCK_LEAVES) {
    const until = Math.min(size, from + BLOCK_LEAVES);
    const where = { index: { gte: from, lt: until } };
    const leaves = await rows.auditRecord.findMany({ where, orderBy: { index: 'asc' }, select: { leaf: true } });
    if (leaves.length !== until - from) return '';
    const block = leaves.map(({ leaf }) => leaf as Uint8Array).reduce(push, emptyTree);
    if (block.size === BLOCK_LEAVES) whole = push(whole, root(block));
    else part = block;
  }
  return hex(root({ size, frontier: [...whole.frontier, ...part.frontier] }));
}
