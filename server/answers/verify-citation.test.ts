import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findMarkers } from './citation-markers.ts';
import { claimsOf } from './claims.ts';
import { type ReadAgain, verifySentence } from './verify-citation.ts';

const upTo = (given: number) => (id: number) => id >= 1 && id <= given;

const lines = [
  'static ggml_type kv_cache_type_from_str(const std::string & s) {',
  '    for (const auto & type : kv_cache_types) {',
  '        if (ggml_type_name(type) == s) { return type; }',
  '    }',
  '    // The name is compared with every type',
  '    // that a cache may have.',
  '    throw std::runtime_error("Unsupported cache type: " + s);',
  '}',
];
const passage: ReadAgain = { path: 'common/arg.cpp', recordedBlobId: 'b1', foundBlobId: 'b1', lines };
const other: ReadAgain = {
  ...passage,
  path: 'common/common.h',
  lines: ['ggml_type cache_type_k = GGML_TYPE_F16;', 'bool flash_attn = false;'],
};
const verify = (sentence: string, cited: (ReadAgain | null)[] = [passage]) => verifySentence(sentence, cited);

describe('a citation is verified', () => {
  it.each([
    ['The text goes to `kv_cache_type_from_str`.', 'identifier', 'kv_cache_type_from_str'],
    ['The text goes to `kv_cache_type_from_str()`.', 'identifier', 'kv_cache_type_from_str'],
    ['The text goes to kv_cache_type_from_str, which compares names.', 'identifier', 'kv_cache_type_from_str'],
    ['It throws `std::runtime_error`.', 'identifier', 'std::runtime_error'],
    ['It says "Unsupported cache type".', 'quotation', 'Unsupported cache type'],
    ['It ends with `throw std::runtime_error("Unsupported … " + s)`.', 'quotation', 'throw std::runtime_error("Unsupported … " + s)'],
    ['A comment says “compared with every type that a cache may have”.', 'quotation', 'compared with every type that a cache may have'],
    ['In `common/arg.cpp`, `kv_cache_types` lists them.', 'identifier', 'kv_cache_types'],
  ])('when its lines hold what the sentence names: %s', (sentence, reason, detail) => {
    expect(verify(sentence)).toEqual([{ verified: true, reason, detail }]);
  });

  it('when each name stands in one of several cited passages', () => {
    expect(verify('`kv_cache_type_from_str` fills `cache_type_k`.', [passage, other]).map((v) => v.verified)).toEqual([true, true]);
  });
});

describe('a citation is not verified', () => {
  it.each([
    ['`kv_cache_type` parses it.', 'identifierMissing', 'kv_cache_type'],
    ['`parse_cache_type` parses it.', 'identifierMissing', 'parse_cache_type'],
    ['`--cache-type-k` is read here.', 'identifierMissing', '--cache-type-k'],
    ['kv_cache_type_from_str and parse_all_the_types do it.', 'identifierMissing', 'parse_all_the_types'],
    ['It says "Unknown cache type".', 'quotationMissing', 'Unknown cache type'],
    ['The draft model has “the same check”.', 'quotationMissing', 'the same check'],
    ['The type is checked here.', 'noClaim', ''],
    ['Both options are declared in `common/arg.cpp`.', 'noClaim', ''],
    ['It may `return` an `s` or say "if".', 'noClaim', ''],
    ['JavaScript has nothing to do with it.', 'noClaim', ''],
  ])('%s', (sentence, reason, detail) => {
    expect(verify(sentence)).toEqual([{ verified: false, reason, detail }]);
  });

  it('where the id was never given', () => {
    expect(verify('`kv_cache_types` lists them.', [passage, null])[1]).toEqual({ verified: false, reason: 'idUnknown', detail: '' });
  });

  it.each([
    ['blobChanged', { ...passage, foundBlobId: 'b2' }],
    ['rangeGone', { ...passage, lines: null }],
    ['unreadable', { ...passage, foundBlobId: null, lines: null }],
  ])('where reading again finds %s, whatever the sentence says', (reason, found) => {
    expect(verify('`kv_cache_types` lists them.', [found])).toEqual([{ verified: false, reason, detail: 'common/arg.cpp' }]);
  });

  it('in the passage that holds none of the names, beside one that holds them all', () => {
    const verifications = verify('`kv_cache_types` lists them.', [passage, other]);
    expect(verifications.map((v) => [v.verified, v.reason])).toEqual([
      [true, 'identifier'],
      [false, 'identifierMissing'],
    ]);
  });

  it('by a name that no line holds, in whatever company', () => {
    const word = fc.stringMatching(/^[a-z]{2,8}_[a-z]{2,8}$/);
    fc.assert(
      fc.property(word, (name) => {
        fc.pre(!lines.some((line) => line.includes(name)));
        const [verification] = verify(`\`kv_cache_types\` is used by \`${name}\`.`);
        expect(verification).toEqual({ verified: false, reason: 'identifierMissing', detail: name });
      }),
      { seed: 20_261_124 },
    );
  });
});

describe('markers', () => {
  const ids = (text: string, given = 9) => findMarkers(text, upTo(given)).map((marker) => marker.ids);

  it.each([
    ['One [1].', [[1]]],
    ['Two [1][2].', [[1], [2]]],
    ['A list [1, 2; 3].', [[1, 2, 3]]],
    [
      'A range [2-4] and [5–6].',
      [
        [2, 3, 4],
        [5, 6],
      ],
    ],
    ['Words [passage 2] and [#3] and [Passages 1 and 4].', [[2], [3], [1, 4]]],
    ['Stuck to a word[1].', [[1]]],
    ['After code `f()`[1].', [[1]]],
    ['A stray id [42].', [[42]]],
    ['In code `argv[1]` and bare argv_list[1] and argv[0].', []],
    ['```c\nx = a[1];\n```\nthen [2].', [[2]]],
    ['An open block:\n```c\nx = a[1];', []],
    ['A link [1](http://x) and a footnote [2]: text.', []],
    ['Too long a range [1-400].', []],
    ['Not an id [x] [1x] [].', []],
  ])('%j', (text, expected) => {
    expect(ids(text)).toEqual(expected);
  });

  it('belong to the sentence around them, or before them', () => {
    const text =
      'First says `a.b` in arg.cpp [1]. Second, e.g. this one, says "b". [2][3]\n\n- A point [1]\n- Another\n  point, e.g. this [2]\n\nLast';
    expect(findMarkers(text, upTo(9)).map((marker) => [marker.ids[0], marker.sentence])).toEqual([
      [1, 'First says `a.b` in arg.cpp.'],
      [2, 'Second, e.g. this one, says "b".'],
      [3, 'Second, e.g. this one, says "b".'],
      [1, 'A point'],
      [2, 'Another point, e.g. this'],
    ]);
  });

  it('part sentences that begin with code, and keep "e.g. `code`" together', () => {
    const text = 'It calls a name, e.g. `f` here [1]. `g` does the rest [2]. Next [3].';
    expect(findMarkers(text, upTo(9)).map((marker) => marker.sentence)).toEqual([
      'It calls a name, e.g. `f` here.',
      '`g` does the rest.',
      'Next.',
    ]);
  });

  it('say where they stand', () => {
    const text = 'Häufig 😀 cited [1, 2] here.';
    const [marker] = findMarkers(text, upTo(9));
    expect(text.slice(marker?.start, marker?.end)).toBe('[1, 2]');
  });

  it('are found without trouble in any text', () => {
    const piece = fc.constantFrom('[1]', '[', ']', '`', '```', '\n', ' ', '.', 'a', '"', '[2, 3]', '\n\n', '- ', '😀', '(');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join('');
        for (const marker of findMarkers(text, upTo(3))) {
          expect(text.slice(marker.start, marker.end)).toMatch(/^\[.*\]$/);
          verifySentence(marker.sentence, [passage]);
        }
      }),
      { seed: 20_261_124, numRuns: 500 },
    );
  });
});

it('claims are the names and quotations of a sentence, each once', () => {
  expect(claimsOf('`a_b` and a_b and foo() and Foo::bar and "said so," and JavaScript and --flag-x.')).toEqual([
    { kind: 'identifier', text: 'a_b', strong: true },
    { kind: 'quotation', text: 'said so', strong: true },
    { kind: 'identifier', text: 'foo', strong: true },
    { kind: 'identifier', text: 'Foo::bar', strong: true },
    { kind: 'identifier', text: 'JavaScript', strong: false },
    { kind: 'identifier', text: '--flag-x', strong: true },
  ]);
});
