import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isLooping } from './loop-guard.ts';

const seed = 20_261_124;
const id = fc.nat({ max: 50_000 });

it('sees any phrase of up to 120 tokens that stands there four times over 80 tokens', () => {
  fc.assert(
    fc.property(fc.array(id, { maxLength: 200 }), fc.array(id, { minLength: 1, maxLength: 120 }), (before, phrase) => {
      const times = Math.max(4, Math.ceil(80 / phrase.length));
      const loop = Array.from({ length: times }, () => phrase).flat();
      expect(isLooping([...before, ...loop])).toBe(true);
    }),
    { seed },
  );
});

it('lets text be whose end never stood there before', () => {
  fc.assert(
    fc.property(fc.uniqueArray(id, { maxLength: 400 }), (ids) => {
      expect(isLooping(ids)).toBe(false);
      expect(isLooping([...ids, ...ids, ...ids])).toBe(false);
    }),
    { seed },
  );
});

it('lets a short run be, such as a rule of dashes', () => {
  expect(isLooping(new Array(79).fill(7))).toBe(false);
  expect(isLooping(new Array(80).fill(7))).toBe(true);
});

/** Words, digits, signs and white space, each a token: numbers fall apart as most vocabularies have it. */
function idsOf(text: string): number[] {
  return (text.match(/[A-Za-z]+|\d|\s+|[^\sA-Za-z\d]/g) ?? []).map((token) => {
    const id = vocabulary.get(token) ?? vocabulary.size;
    vocabulary.set(token, id);
    return id;
  });
}
const vocabulary = new Map<string, number>();

/** Where an answer of these tokens would be cut; null where it would not. */
function cutAt(ids: readonly number[]): number | null {
  for (let length = 16; length <= ids.length; length += 16) if (isLooping(ids.slice(0, length))) return length;
  return null;
}

const sentence = fc.array(id, { minLength: 12, maxLength: 40 });

it('sees sentences that come again in ever another order, or with a number counted up, in long paragraphs', () => {
  fc.assert(
    fc.property(fc.array(sentence, { minLength: 2, maxLength: 3 }), fc.array(fc.nat({ max: 2 }), { minLength: 90 }), (said, order) => {
      const ids = order.flatMap((at) => said[at % said.length] ?? []);
      expect(cutAt(ids)).toBeLessThanOrEqual(960);
    }),
    { seed, numRuns: 50 },
  );
  const paragraph = fc.uniqueArray(id, { minLength: 100, maxLength: 118 });
  fc.assert(
    fc.property(paragraph, (words) => {
      const ids = Array.from({ length: 10 }, (_, at) => [60_000 + at, ...words]).flat();
      expect(cutAt(ids)).not.toBeNull();
    }),
    { seed, numRuns: 50 },
  );
});

const name = fc.stringMatching(/^[a-z]{3,9}$/);
const lists: Record<string, fc.Arbitrary<string>> = {
  'members of an enumeration': name.map((word) => lines(80, (n) => `  ${word.toUpperCase()}_TYPE_${n} = ${n},`)),
  'test cases': fc
    .tuple(name, fc.nat({ max: 50 }))
    .map(([word, by]) => lines(60, (n) => `it('${word}s ${n} by ${by}', () => { expect(${word}(${n}, ${by})).toBe(${n * by}); });`)),
  'a hex dump': fc.array(fc.nat({ max: 255 }), { minLength: 640, maxLength: 640 }).map((bytes) =>
    lines(
      40,
      (n) =>
        `${hex(n * 16, 8)}: ${bytes
          .slice(n * 16, n * 16 + 16)
          .map((byte) => hex(byte, 2))
          .join(' ')}`,
    ),
  ),
  'rows of zeros under their addresses': fc.nat({ max: 4096 }).map((at) => lines(60, (n) => `${hex(at + n * 8, 8)}: ${'00 '.repeat(8)}`)),
  'a table of options': fc
    .array(name, { minLength: 40, maxLength: 40 })
    .map((words) => lines(40, (n) => `| \`--${words[n]}\` | string | not set | the ${words[n]} of the ${words[39 - n]} |`)),
  'an array of tables': fc
    .array(name, { minLength: 30, maxLength: 30 })
    .map((words) =>
      lines(30, (n) => `  { .name = "${words[n]}", .kind = KIND_STRING, .required = false, .hidden = false, .next = NULL },`),
    ),
};

it.each(Object.keys(lists))('lets %s be', (kind) => {
  fc.assert(
    fc.property(lists[kind] ?? fc.constant(''), (text) => {
      expect(cutAt(idsOf(text).slice(0, 1_024))).toBeNull();
    }),
    { seed, numRuns: 20 },
  );
});

it('lets code be as people write it', () => {
  const files = ['server/answers', 'server/retrieval', 'prisma/schema'].flatMap((folder) =>
    readdirSync(folder).map((file) => `${folder}/${file}`),
  );
  for (const file of [...files, 'app/messages/en.json', 'app/tokens.css', 'tsconfig.json']) {
    const ids = idsOf(readFileSync(file, 'utf8').slice(0, 16_000));
    for (let at = 0; at < ids.length; at += 1_024) expect(cutAt(ids.slice(at, at + 1_024)), `${file}, token ${at}`).toBeNull();
  }
});

function lines(count: number, line: (n: number) => string): string {
  return Array.from({ length: count }, (_, n) => line(n)).join('\n');
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
