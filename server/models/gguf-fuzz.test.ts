import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { starterModelFile } from '#test/support/starter-model.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { readGgufSet } from './gguf-set.ts';
import { modelFacts } from './model-facts.ts';

/** Bytes at the beginning in which a mutation may change what the file says of itself: before vocabulary and merges, and the tensors. */
const HEADER_BYTES = 1_900_000;

type Mutation = { at: number; bytes: readonly number[] };

/** A count, a length, a type: values that overflow what is computed from them. */
const nasty = fc.constantFrom(
  [0xff, 0xff, 0xff, 0xff],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0, 0, 0, 0, 0, 0, 0, 0x80],
  [0xff, 0xff, 0xff, 0x7f],
  [0, 0, 0, 0],
  [1, 0, 0, 0, 0, 0, 0, 0],
);
const mutation = fc.record({
  // Half of them in the first kilobytes, where counts and keys stand close together.
  at: fc.oneof(fc.nat(2_048), fc.nat(HEADER_BYTES)),
  bytes: fc.oneof(nasty, fc.array(fc.nat(255), { minLength: 1, maxLength: 8 })),
});

it('refuses 500 mutations of the starter model in words, or reads them: none crashes, hangs or takes much memory', async () => {
  await using folder = await tempFolder();
  const sound = readFileSync(await starterModelFile());
  const file = join(folder.path, 'mutated.gguf');
  writeFileSync(file, sound);
  const refused: string[] = [];
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 3 }), async (mutations: Mutation[]) => {
      write(
        file,
        mutations.map(({ at, bytes }) => ({ at, bytes: Buffer.from(bytes) })),
      );
      try {
        const facts = modelFacts(file, await readGgufSet(file));
        expect(facts.architecture).not.toBe('');
      } catch (error) {
        expect(error).toMatchObject({ code: 'model.damaged' });
        refused.push(String((error as { params?: { reason?: string } }).params?.reason));
      } finally {
        write(
          file,
          mutations.map(({ at, bytes }) => ({ at, bytes: sound.subarray(at, at + bytes.length) })),
        );
      }
    }),
    { seed: 27, numRuns: 500 },
  );
  // The mutations hit: many are refused, and for many reasons.
  expect(refused.length).toBeGreaterThan(100);
  expect(new Set(refused.map((reason) => reason.replace(/\d+|“[^”]*”/g, ''))).size).toBeGreaterThan(8);
  expect(modelFacts(file, await readGgufSet(file)).architecture).toBe('llama');
});

function write(file: string, changes: readonly { at: number; bytes: Buffer }[]): void {
  const handle = openSync(file, 'r+');
  for (const { at, bytes } of changes) writeSync(handle, bytes, 0, bytes.length, at);
  closeSync(handle);
}
