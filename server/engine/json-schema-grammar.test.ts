import { describe, expect, it } from 'vitest';
import { grammarOfSchema } from './json-schema-grammar.ts';

describe('grammarOfSchema', () => {
  it('names required members in order and lets the others be left out', () => {
    const grammar = grammarOfSchema({ type: 'object', properties: { a: { type: 'integer' }, b: { type: 'string' } }, required: ['a'] });
    expect(grammar).toContain('"\\"a\\"" space ":" space integer');
    expect(grammar).toContain('root ::= "{" space');
  });

  it.each([
    ['a pattern', { type: 'string', pattern: '^a+$' }, 'pattern'],
    ['a reference to nowhere', { $ref: '#/$defs/none' }, '#/$defs/none'],
    ['another document', { $ref: 'https://a.example/b.json' }, 'another document'],
    ['a type that is none', { type: 'date' }, 'date'],
    ['a required member without a form', { type: 'object', properties: { a: {} }, required: ['b'] }, '“b”'],
    ['a count that is none', { type: 'array', minItems: -1 }, 'whole number'],
    ['no choice at all', { enum: [] }, 'nothing to choose'],
  ])('refuses %s in words', (_, schema, words) => {
    expect(() => grammarOfSchema(schema)).toThrowError(
      expect.objectContaining({ code: 'engine.refused', params: { reason: expect.stringContaining(words) } }),
    );
  });

  it('ends for a schema that refers to itself, and refuses one without an end', () => {
    const tree = { $ref: '#/$defs/node', $defs: { node: { type: 'object', properties: { next: { $ref: '#/$defs/node' } } } } };
    expect(grammarOfSchema(tree)).toContain('root ::= ref0');
    let deep: Record<string, unknown> = { type: 'string' };
    for (let i = 0; i < 50; i++) deep = { type: 'array', items: deep };
    expect(() => grammarOfSchema(deep)).toThrowError(expect.objectContaining({ code: 'engine.refused' }));
  });
});
