import { AppError, openReadOnly } from '#server/platform/index.ts';
import { readTree } from './checkpoint.ts';
import { columnsOf, parseRecord } from './record.ts';
import { type Checkpoint, readCheckpoint } from './signing.ts';
import { emptyTree, leafHash, push, root, type Tree } from './tree.ts';

const PAGE = 1_000;

export type Verification = {
  ok: boolean;
  /** Records found. */
  records: number;
  /** The first record that does not hold, and why. */
  firstBad?: { index: number; reason: string };
  checkpoint: Checkpoint | null;
};

type Row = Awaited<ReturnType<typeof page>>[number];
type Client = ReturnType<typeof openReadOnly>;

/**
 * Reads the whole log again and names the first changed, removed, reordered or missing record, filter columns included.
 *
 * What this cannot find: a log rewritten as a whole by somebody who holds the box's signing key, for checkpoints do not
 * leave the box yet; and a tail younger than the newest checkpoint (a second at most).
 *
 * @param file app.db; opened read-only, also while the appliance writes to it
 */
export async function verifyAudit({
  file,
  checkpointFile,
  keyFile,
}: {
  file: string;
  checkpointFile: string;
  keyFile: string;
}): Promise<Verification> {
  // Read before the records: what is signed by now must be among them.
  const signed = readCheckpoint(checkpointFile, keyFile);
  const client = openReadOnly(file);
  try {
    return await verifyRecords(client, signed);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('audit.damaged', { index: 0, reason: 'the database cannot be read' }, { cause });
  } finally {
    await client.$disconnect();
  }
}

async function verifyRecords(client: Client, signed: ReturnType<typeof readCheckpoint>): Promise<Verification> {
  const checkpoint = signed.state === 'signed' ? signed.checkpoint : null;
  const result = (records: number, firstBad?: { index: number; reason: string }): Verification => ({
    ok: !firstBad,
    records,
    ...(firstBad && { firstBad }),
    checkpoint,
  });
  let tree: Tree = emptyTree;
  for (let rows = await page(client, 0); rows.length > 0; rows = await page(client, tree.size)) {
    for (const row of rows) {
      const reason = badness(row, tree.size);
      if (reason) return result(await client.auditRecord.count(), { index: tree.size, reason });
      tree = push(tree, row.leaf);
      if (checkpoint?.size === tree.size && checkpoint.root !== hex(root(tree))) {
        return result(await client.auditRecord.count(), {
          index: tree.size - 1,
          reason: 'a record up to this one is not the one that was signed',
        });
      }
    }
  }
  if (signed.state === 'damaged')
    return result(tree.size, { index: tree.size, reason: `the audit checkpoint is not valid: ${signed.reason}` });
  if (signed.state === 'missing' && tree.size > 0)
    return result(tree.size, { index: tree.size, reason: 'the audit checkpoint is missing' });
  if (checkpoint && checkpoint.size > tree.size) {
    return result(tree.size, { index: tree.size, reason: `missing: ${checkpoint.size} records were signed, ${tree.size} are here` });
  }
  const stored = await readTree(client);
  // While the appliance runs, records may be appended between the two readings; the stored tree is then ahead, never behind.
  if (stored.size < tree.size) return result(tree.size, { index: stored.size, reason: 'appended past the tree' });
  if (stored.size === tree.size && hex(root(stored)) !== hex(root(tree)))
    return result(tree.size, { index: 0, reason: 'the stored tree is another' });
  if (stored.size > tree.size && (await client.auditRecord.count()) < stored.size) {
    return result(tree.size, { index: tree.size, reason: `missing: the tree counts ${stored.size} records, ${tree.size} are here` });
  }
  return result(tree.size);
}

/** Rows from `index` on, in order. A gap shows as a row whose index is not the next. */
function page(client: Client, index: number) {
  return client.auditRecord.findMany({ where: { index: { gte: index } }, orderBy: { index: 'asc' }, take: PAGE });
}

/** Why a row does not hold at its place; "" where it does. */
function badness(row: Row, index: number): string {
  if (row.index !== index) return 'missing';
  if (hex(leafHash(row.bytes)) !== hex(row.leaf)) return 'changed: its bytes do not fit their hash';
  try {
    const record = parseRecord(row.bytes);
    if (record.index !== index) return `reordered: its bytes say it is record ${record.index}`;
    for (const [name, expected] of Object.entries(columnsOf(record))) {
      const found = row[name as keyof Row];
      const isSame = expected instanceof Date ? found instanceof Date && found.getTime() === expected.getTime() : found === expected;
      if (!isSame) return `changed: column ${name} says another than the record`;
    }
    return '';
  } catch {
    return 'changed: its bytes are no record';
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
