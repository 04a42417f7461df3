import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  BLOCK_LEAVES,
  decodeFrontier,
  emptyTree,
  encodeFrontier,
  inclusionPath,
  type KnownHashes,
  leafHash,
  nodeHash,
  push,
  root,
  rootOfPath,
  type Tree,
} from './tree.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** RFC 6962's MTH as its text defines it, by recursion over the list: independent of the frontier. */
function treeHash(leaves: Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (!only) return root(emptyTree);
  if (leaves.length === 1) return only;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)));
}

const someLeaves = fc.array(fc.uint8Array({ maxLength: 40 }).map(leafHash), { minLength: 1, maxLength: 70 });

it('has the root that RFC 6962 defines, at every size', () => {
  fc.assert(
    fc.property(someLeaves, (leaves) => {
      let tree: Tree = emptyTree;
      leaves.forEach((leaf, i) => {
        tree = push(tree, leaf);
        expect(hex(root(tree))).toBe(hex(treeHash(leaves.slice(0, i + 1))));
      });
    }),
    { seed: 6962 },
  );
});

it('gives known values of RFC 6962 (certificate-transparency test vectors)', () => {
  expect(hex(root(emptyTree))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(hex(leafHash(new Uint8Array()))).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
  const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
  const tree = inputs.map((text) => leafHash(Buffer.from(text, 'hex'))).reduce(push, emptyTree);
  expect(hex(root(tree))).toBe('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328');
});

it('survives its row: a frontier read back is the same tree', () => {
  fc.assert(
    fc.property(someLeaves, (leaves) => {
      const tree = leaves.reduce(push, emptyTree);
      const back = decodeFrontier(tree.size, encodeFrontier(tree));
      expect(hex(root(back))).toBe(hex(root(tree)));
    }),
    { seed: 6962 },
  );
  expect(() => decodeFrontier(3, new Uint8Array(32))).toThrow('does not fit');
});

/** What a log keeps of these leaves: each of them, and the hash of each whole block. */
function knownOf(leaves: Uint8Array[]): KnownHashes {
  return {
    leaf: (index) => leaves[index] as Uint8Array,
    block: (block) => treeHash(leaves.slice(block * BLOCK_LEAVES, (block + 1) * BLOCK_LEAVES)),
  };
}

it('proves leaves over many blocks, with the leaves of two blocks alone', () => {
  const leaves = Array.from({ length: 5 * BLOCK_LEAVES + 77 }, (_, i) => leafHash(Buffer.from(String(i))));
  const expected = hex(root(leaves.reduce(push, emptyTree)));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: leaves.length }), fc.nat(), (size, at) => {
      const some = leaves.slice(0, size);
      const index = at % size;
      const touched = new Set<number>();
      const known = knownOf(some);
      const leaf = (i: number) => {
        touched.add(Math.floor(i / BLOCK_LEAVES));
        return known.leaf(i);
      };
      const path = inclusionPath({ ...known, leaf }, size, index);
      const top = hex(rootOfPath(some[index] as Uint8Array, index, size, path));
      expect(top).toBe(size === leaves.length ? expected : hex(root(some.reduce(push, emptyTree))));
      expect(touched.size).toBeLessThanOrEqual(2);
    }),
    { seed: 256, numRuns: 60 },
  );
});

it('proves every leaf, and no other leaf by the same path', () => {
  fc.assert(
    fc.property(someLeaves, (leaves) => {
      const expected = hex(root(leaves.reduce(push, emptyTree)));
      leaves.forEach((leaf, index) => {
        const path = inclusionPath(knownOf(leaves), leaves.length, index);
        expect(hex(rootOfPath(leaf, index, leaves.length, path))).toBe(expected);
        expect(hex(rootOfPath(leafHash(Buffer.from('another')), index, leaves.length, path))).not.toBe(expected);
      });
    }),
    { seed: 6962, numRuns: 30 },
  );
});
