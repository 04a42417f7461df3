import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tempFolder } from '#test/support/temp-folder.ts';
import { KeptStates } from './kept-states.ts';

const BYTES_PER_TOKEN = 4;
const text = (seed: number, length: number) => Array.from({ length }, (_, at) => seed * 10_000 + at);

/** Slots whose state is the list of their tokens, four bytes each. */
describe('kept states', () => {
  let folder: Awaited<ReturnType<typeof tempFolder>>;
  let slots: Map<number, number[]>;

  beforeEach(async () => {
    folder = await tempFolder();
    slots = new Map();
  });
  afterEach(() => folder[Symbol.asyncDispose]());

  const statesOf = (change: { budgetTokens?: number; isWholeOnly?: boolean } = {}) =>
    new KeptStates<number>({
      folder: join(folder.path, 'states'),
      budgetBytes: (change.budgetTokens ?? 100_000) * BYTES_PER_TOKEN,
      isWholeOnly: change.isWholeOnly ?? false,
      save: async (slot, file) => {
        const held = slots.get(slot) ?? [];
        writeFileSync(file, Buffer.from(Uint32Array.from(held).buffer));
        return held.length;
      },
      restore: async (slot, file) => {
        const bytes = readFileSync(file);
        slots.set(slot, [...new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)]);
      },
    });
  /** As a driver does. @returns tokens that were not read */
  const read = async (states: KeptStates<number>, slot: number, prompt: number[]) => {
    const cached = await states.exchange(slot, slots.get(slot) ?? [], prompt);
    expect((slots.get(slot) ?? []).slice(0, cached)).toEqual(prompt.slice(0, cached));
    slots.set(slot, prompt);
    return cached;
  };
  const files = () => readdirSync(join(folder.path, 'states'));

  it('gives a conversation back what it had read when another took its slot, in whichever slot it goes on', async () => {
    const states = statesOf();
    const mine = text(1, 600);
    await read(states, 0, mine);
    expect(await read(states, 0, text(2, 500))).toBe(0);
    expect(await read(states, 3, [...mine, 1, 2, 3])).toBe(600);
    expect(await read(states, 3, [...mine, 1, 2, 3, 4])).toBe(603);
  });

  it('leaves one token to read, and keeps nothing that is short', async () => {
    const states = statesOf();
    const mine = text(1, 600);
    await read(states, 0, mine);
    await read(states, 0, text(2, 100));
    expect(await read(states, 0, mine)).toBe(599);
    // The hundred were not worth a file.
    expect(files()).toHaveLength(1);
  });

  it('takes a part of a state, but of a model that recurs only the whole', async () => {
    const [mine, branch] = [text(1, 600), [...text(1, 400), 7, 8, 9]];
    for (const isWholeOnly of [false, true]) {
      slots.clear();
      const states = statesOf({ isWholeOnly });
      await read(states, 0, mine);
      await read(states, 0, text(2, 300));
      expect(await read(states, 0, branch)).toBe(isWholeOnly ? 0 : 400);
      expect(await read(states, 1, [...mine, 5])).toBe(600);
    }
  });

  it('keeps a front once, for all slots', async () => {
    const states = statesOf();
    const front = text(1, 400);
    slots.set(0, front);
    await states.keep(0, front);
    await states.keep(0, front);
    expect(files()).toHaveLength(1);
    for (const slot of [1, 2, 3]) expect(await read(states, slot, [...front, slot])).toBe(400);
  });

  it('stays within its budget, lets go what nobody used for longest, and keeps nothing that would take most of it', async () => {
    const states = statesOf({ budgetTokens: 1_300 });
    for (const seed of [1, 2, 3, 4]) await read(states, 0, text(seed, 400));
    // Three were taken over and are kept; used again, the first outlives the second.
    expect(await read(states, 1, [...text(1, 400), 1])).toBe(400);
    await read(states, 0, text(5, 400));
    expect(await read(states, 2, [...text(2, 400), 1])).toBe(0);
    expect(await read(states, 3, [...text(1, 400), 1])).toBe(400);
    await read(states, 4, text(9, 900));
    await read(states, 4, text(1, 10));
    expect(await read(states, 5, [...text(9, 900), 1])).toBe(0);
    expect(files().length).toBeLessThanOrEqual(3);
  });

  it('does not let go what it is about to fetch to make room for what a slot would lose', async () => {
    const states = statesOf({ budgetTokens: 1_000 });
    await read(states, 0, text(1, 450));
    await read(states, 0, text(2, 450));
    await read(states, 0, text(3, 450));
    expect(await read(states, 0, [...text(1, 450), 1])).toBe(450);
  });

  it('reads again where a file is gone, and clears what an earlier process left', async () => {
    const states = statesOf();
    const mine = text(1, 600);
    await read(states, 0, mine);
    await read(states, 0, text(2, 300));
    const [file = ''] = files();
    writeFileSync(join(folder.path, 'states', 'stray'), '');
    rmSync(join(folder.path, 'states', file));
    expect(await states.exchange(1, [], [...mine, 1])).toBe(0);
    statesOf();
    expect(files()).toEqual([]);
  });

  it('keeps nothing without a budget', async () => {
    const states = statesOf({ budgetTokens: 0 });
    await read(states, 0, text(1, 600));
    await read(states, 0, text(2, 600));
    expect(await read(states, 1, [...text(1, 600), 1])).toBe(0);
    expect(files()).toEqual([]);
  });
});
