import type { KeyObject } from 'node:crypto';
import { type GroupState, log, now, type Tx } from '#server/platform/index.ts';
import { storeFullBlocks } from './blocks.ts';
import { type Checkpoint, signCheckpoint, signingKey } from './signing.ts';
import { decodeFrontier, emptyTree, encodeFrontier, root, type Tree } from './tree.ts';
import { writeDurably } from './write-durably.ts';

/** Between two checkpoints; a tail younger than this at a kill is outside the promise, and the audit page says so. */
const CHECKPOINT_EVERY_MS = 1_000;

type Signing = {
  key: KeyObject;
  file: string;
  newest: Tree;
  signedSize: number;
  timer: NodeJS.Timeout | null;
  checkpoint: Checkpoint | null;
};

let signing: Signing | null = null;

/** The tree as what each group of writes carries: read at its start, written once before its COMMIT, signed after it. */
export const auditGroup: GroupState<Tree> = {
  async open(tx) {
    return readTree(tx);
  },
  async close(tx, before, after) {
    if (after.size === before.size) return;
    const data = { size: after.size, frontier: encodeFrontier(after) };
    await tx.auditTree.upsert({ where: { id: 1 }, create: { id: 1, ...data }, update: data });
    await storeFullBlocks(tx, before.size, after.size);
  },
  committed(after) {
    if (!signing || after.size === signing.newest.size) return;
    signing.newest = after;
    signing.timer ??= setTimeout(signNewest, CHECKPOINT_EVERY_MS);
  },
};

/** The tree as its row tells it. */
export async function readTree(client: Pick<Tx, 'auditTree'>): Promise<Tree> {
  const row = await client.auditTree.findUnique({ where: { id: 1 } });
  return row ? decodeFrontier(row.size, row.frontier) : emptyTree;
}

/**
 * Begins to sign checkpoints: one now, then at most once a second after commits, and one at a clean stop. Always after a
 * COMMIT, so that a checkpoint never names a record that a power cut could still take.
 *
 * @param tree the tree as committed
 */
export function startCheckpoints({ keyFile, checkpointFile, tree }: { keyFile: string; checkpointFile: string; tree: Tree }): void {
  signing = { key: signingKey(keyFile), file: checkpointFile, newest: tree, signedSize: -1, timer: null, checkpoint: null };
  signNewest();
}

/** Signs what is committed and stops. */
export function stopCheckpoints(): void {
  if (!signing) return;
  signNewest();
  signing = null;
}

/** The newest signed checkpoint; null before the first. */
export function latestCheckpoint(): Checkpoint | null {
  return signing?.checkpoint ?? null;
}

/** Signs at once, for an operator who asks for it. */
export function signNow(): Checkpoint | null {
  signNewest();
  return latestCheckpoint();
}

function signNewest(): void {
  if (!signing) return;
  if (signing.timer) clearTimeout(signing.timer);
  signing.timer = null;
  if (signing.signedSize === signing.newest.size) return;
  try {
    const checkpoint = signCheckpoint(signing.key, signing.newest.size, root(signing.newest), now());
    writeDurably(signing.file, `${JSON.stringify(checkpoint)}\n`);
    signing.checkpoint = checkpoint;
    signing.signedSize = signing.newest.size;
  } catch (error) {
    // The records are safe; only the proof lags. It is tried again with the next commit, and doctor shows its age.
    log('audit').error({ err: error }, 'the audit checkpoint could not be written');
  }
}
