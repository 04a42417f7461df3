import { createHash } from 'node:crypto';

/** A Merkle tree over `size` leaves as its frontier: hashes of the perfect subtrees, largest first, one for each 1 bit of size. */
export type Tree = { size: number; frontier: readonly Uint8Array[] };

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export const emptyTree: Tree = { size: 0, frontier: [] };

/** RFC 6962, 2.1: SHA-256(0x00 || leaf). */
export function leafHash(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(LEAF).update(bytes).digest();
}

/** RFC 6962, 2.1: SHA-256(0x01 || left || right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return createHash('sha256').update(NODE).update(left).update(right).digest();
}

/** The tree with one leaf more. O(log size). */
export function push(tree: Tree, leaf: Uint8Array): Tree {
  const frontier = [...tree.frontier];
  let hash = leaf;
  for (let size = tree.size; size % 2 === 1; size = (size - 1) / 2) {
    const left = frontier.pop();
    if (!left) throw new Error('the frontier does not fit its size');
    hash = nodeHash(left, hash);
  }
  return { size: tree.size + 1, frontier: [...frontier, hash] };
}

/** The root: RFC 6962's MTH, SHA-256 of nothing for the empty tree. */
export function root(tree: Tree): Uint8Array {
  const [last, ...rest] = [...tree.frontier].reverse();
  if (!last) return createHash('sha256').digest();
  return rest.reduce((right, left) => nodeHash(left, right), last);
}

/** The root over some leaves; of a block's, the block's hash. */
export function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
  return root(leaves.reduce(push, emptyTree));
}

/** Leaves of one stored block: a perfect subtree, so that a proof reads blocks instead of all leaves. A power of two. */
export const BLOCK_LEAVES = 256;

/** The hashes that a tree is known by: of single leaves and, for whole blocks, of their subtrees. */
export type KnownHashes = { leaf(index: number): Uint8Array; block(index: number): Uint8Array };

/**
 * The path that proves a leaf (RFC 6962, 2.1.1), from the leaf upwards.
 *
 * @param size leaves of the tree
 * @param index the leaf to prove
 */
export function inclusionPath(known: KnownHashes, size: number, index: number): Uint8Array[] {
  const path: Uint8Array[] = [];
  let from = 0;
  let until = size;
  while (until - from > 1) {
    const split = from + largestPowerOfTwoBelow(until - from);
    if (index < split) {
      path.push(subtreeHash(known, split, until));
      until = split;
    } else {
      path.push(subtreeHash(known, from, split));
      from = split;
    }
  }
  return path.reverse();
}

/** The hash over a subtree's leaves. Subtrees of RFC 6962 begin at a multiple of their size, so whole blocks are met as blocks. */
function subtreeHash(known: KnownHashes, from: number, until: number): Uint8Array {
  if (until - from === 1) return known.leaf(from);
  if (until - from === BLOCK_LEAVES) return known.block(from / BLOCK_LEAVES);
  const split = from + largestPowerOfTwoBelow(until - from);
  return nodeHash(subtreeHash(known, from, split), subtreeHash(known, split, until));
}

/** The root that a leaf and its path lead to (RFC 9162, 2.1.3.2); equal to the tree's root if and only if the leaf is in it. */
export function rootOfPath(leaf: Uint8Array, index: number, size: number, path: readonly Uint8Array[]): Uint8Array {
  let hash = leaf;
  let node = index;
  let last = size - 1;
  for (const sibling of path) {
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sibling, hash);
      while (node % 2 === 0 && node !== 0) {
        node = Math.floor(node / 2);
        last = Math.floor(last / 2);
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return hash;
}

function largestPowerOfTwoBelow(n: number): number {
  return 2 ** Math.ceil(Math.log2(n) - 1);
}

/** The frontier as one value of 32 bytes a hash, for its row. */
export function encodeFrontier(tree: Tree): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.concat(tree.frontier));
}

/** @throws Error where the bytes do not fit the size */
export function decodeFrontier(size: number, bytes: Uint8Array): Tree {
  const count = size.toString(2).replaceAll('0', '').length;
  if (bytes.length !== count * 32) throw new Error('the frontier does not fit its size');
  return { size, frontier: Array.from({ length: count }, (_, i) => bytes.slice(i * 32, i * 32 + 32)) };
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
