import type { KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type GroupState, log, now, type Tx } from '#server/platform/index.ts';
import { storeFullBlocks } from './blocks.ts';
import { type Damage, partedFrom, partedFromCheckpoint } from './continuity.ts';
import { type Checkpoint, readCheckpoint, signCheckpoint, signingKey } from './signing.ts';
import { decodeFrontier, emptyTree, encodeFrontier, hex, root, type Tree } from './tree.ts';
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
  /** Once the log is not the one that was signed, nothing more is: the last checkpoint is what proves it. */
  damage: Damage | null;
};

let signing: Signing | null = null;

/** The tree as what each group of writes carries: read at its start, written once before its COMMIT, signed after it. */
export const auditGroup: GroupState<Tree> = {
  async open(tx) {
    const tree = await readTree(tx);
    if (signing && !signing.damage) await expectOwn(tx, signing, tree);
    return tree;
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
 * COMMIT, so that a checkpoint never names a record that a power cut could still take. A log that does not go on from the
 * checkpoint that is there is not signed: the old one stays and shows it.
 *
 * @param client reads the log as committed
 */
export async function startCheckpoints({ keyFile, checkpointFile, client }: CheckpointFiles & { client: Log }): Promise<void> {
  const hadKey = existsSync(keyFile);
  const key = signingKey(keyFile);
  const newest = await readTree(client);
  const signed = readCheckpoint(checkpointFile, keyFile);
  const checkpoint = signed.state === 'signed' ? signed.checkpoint : null;
  signing = { key, file: checkpointFile, newest, signedSize: -1, timer: null, checkpoint, damage: null };
  hold(signing, await partedFromCheckpoint(client, signed, hadKey, newest));
  signNewest();
}

type CheckpointFiles = { keyFile: string; checkpointFile: string };
type Log = Pick<Tx, 'auditTree' | 'auditRecord' | 'auditBlock'>;

/** How the log parts from what was signed of it; null while it does not. `cloister audit verify` names the record. */
export function auditDamage(): Damage | null {
  return signing?.damage ?? null;
}

// Between two groups nobody but this process writes; what somebody else wrote must not be signed as if it were ours.
async function expectOwn(tx: Tx, current: Signing, tree: Tree): Promise<void> {
  const { newest } = current;
  const isSame = tree.size === newest.size && hex(root(tree)) === hex(root(newest));
  if (!isSame) hold(current, await partedFrom(tx, { size: newest.size, root: hex(root(newest)) }, tree));
}

function hold(current: Signing, damage: Damage | null): void {
  if (!damage) return;
  current.damage = damage;
  log('audit').fatal(damage, 'the audit log is not the one that was signed; nothing more of it is signed');
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
  return signing?.damage ? null : latestCheckpoint();
}

function signNewest(): void {
  if (!signing) return;
  if (signing.timer) clearTimeout(signing.timer);
  signing.timer = null;
  if (signing.damage || signing.signedSize === signing.newest.size) return;
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
