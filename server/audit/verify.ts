import { AppError, openReadConnection, type ReadConnection } from '#server/platform/index.ts';
import { checkpointDamage, type Damage } from './continuity.ts';
import type { Verification } from './question.ts';
import { columnsOf, parseRecord } from './record.ts';
import { type Checkpoint, readCheckpoint } from './signing.ts';
import { BLOCK_LEAVES, decodeFrontier, emptyTree, hex, leafHash, push, root, type Tree } from './tree.ts';

type Files = { checkpointFile: string; keyFile: string };
type Row = { index: number; bytes: Buffer; leaf: Buffer; at: unknown } & Record<string, unknown>;

/**
 * Reads the whole log again and names the first changed, removed, reordered or missing record, filter columns included.
 *
 * What this cannot find: a log rewritten as a whole by somebody who holds the box's signing key, for checkpoints do not
 * leave the box yet; and a tail younger than the newest checkpoint (a second at most).
 *
 * @param file app.db; opened read-only, also while the appliance writes to it
 * @throws AppError `audit.damaged` where the database cannot be read
 */
export async function verifyAudit({ file, ...files }: { file: string } & Files): Promise<Verification> {
  const database = openReadConnection(file);
  try {
    return verifyRecords(database, files);
  } finally {
    database.close();
  }
}

/** Verification over an open connection, in one snapshot of it: what is appended meanwhile waits for the next one. */
export function verifyRecords(database: ReadConnection, { checkpointFile, keyFile }: Files): Verification {
  // Read before the records: what is signed by now must be among them.
  const signed = readCheckpoint(checkpointFile, keyFile);
  const checkpoint = signed.state === 'signed' ? signed.checkpoint : null;
  try {
    return database.transaction(() => {
      const log = new LogReading(database, checkpoint);
      const firstBad = log.firstBad() ?? badEnd(database, signed, log.tree);
      const records = database.prepare('SELECT count(*) FROM "AuditRecord"').pluck().get() as number;
      return { ok: !firstBad, records, ...(firstBad && { firstBad }), checkpoint };
    })();
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('audit.damaged', { index: 0, reason: 'the database cannot be read' }, { cause });
  }
}

/** The log read from its first record on: the tree so far is the tree of whole blocks and that of the block being read. */
class LogReading {
  readonly #rows: IterableIterator<Row>;
  readonly #storedBlock: (block: number) => Buffer | undefined;
  readonly #checkpoint: Checkpoint | null;
  #blocks: Tree = emptyTree;
  #block: Tree = emptyTree;

  constructor(database: ReadConnection, checkpoint: Checkpoint | null) {
    this.#rows = database.prepare('SELECT * FROM "AuditRecord" ORDER BY "index"').iterate() as IterableIterator<Row>;
    this.#storedBlock = storedBlocks(database);
    this.#checkpoint = checkpoint;
  }

  get tree(): Tree {
    return {
      size: this.#blocks.size * BLOCK_LEAVES + this.#block.size,
      frontier: [...this.#blocks.frontier, ...this.#block.frontier],
    };
  }

  /** Reads to the end, or to the first record that does not hold. */
  firstBad(): Damage | null {
    for (const row of this.#rows) {
      const index = this.#blocks.size * BLOCK_LEAVES + this.#block.size;
      const reason = badness(row, index) || this.#badAfter(row);
      if (reason) return { index, reason };
    }
    return null;
  }

  #badAfter(row: Row): string {
    this.#block = push(this.#block, row.leaf);
    const size = this.#blocks.size * BLOCK_LEAVES + this.#block.size;
    if (this.#checkpoint?.size === size && this.#checkpoint.root !== hex(root(this.tree)))
      return 'a record up to this one is not the one that was signed';
    if (this.#block.size < BLOCK_LEAVES) return '';
    const hash = root(this.#block);
    const stored = this.#storedBlock(this.#blocks.size);
    this.#blocks = push(this.#blocks, hash);
    this.#block = emptyTree;
    return stored && hex(stored) !== hex(hash) ? 'the stored hash of its block is another' : '';
  }
}

/** What is wrong with a log whose every record holds: what was signed, or what the tree counts, is not there. */
function badEnd(database: ReadConnection, signed: ReturnType<typeof readCheckpoint>, tree: Tree): Damage | null {
  const { size } = tree;
  const damage = checkpointDamage(signed, size);
  if (damage || signed.state !== 'signed') return damage;
  const stored = storedTree(database);
  if (stored.size < size) return { index: stored.size, reason: 'appended past the tree' };
  if (stored.size > size) return { index: size, reason: `missing: the tree counts ${stored.size} records, ${size} are here` };
  return hex(root(stored)) === hex(root(tree)) ? null : { index: 0, reason: 'the stored tree is another' };
}

/** Finds a block's stored hash. A backup may be older than blocks: then none has one. */
export function storedBlocks(database: ReadConnection): (block: number) => Buffer | undefined {
  const isThere = database.prepare(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'AuditBlock'`).get() !== undefined;
  if (!isThere) return () => undefined;
  const hash = database.prepare('SELECT hash FROM "AuditBlock" WHERE "index" = ?').pluck();
  return (block) => hash.get(block) as Buffer | undefined;
}

/** The stored tree as its row tells it. */
export function storedTree(database: ReadConnection): Tree {
  const row = database.prepare('SELECT size, frontier FROM "AuditTree" WHERE id = 1').get() as
    | { size: number; frontier: Buffer }
    | undefined;
  return row ? decodeFrontier(row.size, row.frontier) : emptyTree;
}

/** Why a row does not hold at its place; "" where it does. */
function badness(row: Row, index: number): string {
  if (row.index !== index) return 'missing';
  if (hex(leafHash(row.bytes)) !== hex(row.leaf)) return 'changed: its bytes do not fit their hash';
  try {
    const record = parseRecord(row.bytes);
    if (record.index !== index) return `reordered: its bytes say it is record ${record.index}`;
    for (const [name, expected] of Object.entries(columnsOf(record))) {
      const asStored = expected instanceof Date ? expected.getTime() : expected;
      if (row[name] !== asStored) return `changed: column ${name} says another than the record`;
    }
    return '';
  } catch {
    return 'changed: its bytes are no record';
  }
}
