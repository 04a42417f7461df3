import { createHash } from 'node:crypto';

/** A Merkle tree over `size` leaves as its frontier: hashes of the perfect subtrees, largest first, one for each 1 bit of size. */
export type Tree = { size: number; frontier: readonly Uint8Array[] };

export const emptyTree: Tree = { size: 0, frontier: [] };

/** RFC 6962, 2.1: SHA-256(0x00 || leaf). */
export function leafHash(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(Uint8Array.of(0)).update(bytes).digest();
}

/** RFC 6962, 2.1: SHA-256(0x01 || left || right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return createHash('sha256').update(Uint8Array.of(1)).update(left).update(right).digest();
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

/**
 * The path that proves a leaf (RFC 6962, 2.1.1), from the leaf upwards.
 *
 * @param leaves all leaf hashes of the tree, in order
 * @param index the leaf to prove
 */
export function inclusionPath(leaves: readonly Uint8Array[], index: number): Uint8Array[] {
  if (leaves.length <= 1) return [];
  const split = largestPowerOfTwoBelow(leaves.length);
  return index < split
    ? [...inclusionPath(leaves.slice(0, split), index), subtreeRoot(leaves.slice(split))]
    : [...inclusionPath(leaves.slice(split), index - split), subtreeRoot(leaves.slice(0, split))];
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

function subtreeRoot(leaves: readonly Uint8Array[]): Uint8Array {
  return root(leaves.reduce(push, emptyTree));
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
