import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markdownBlocks } from './markdown-blocks.ts';

describe('markdownBlocks', () => {
  it('splits paragraphs, headings and tables at blank lines', () => {
    expect(markdownBlocks('One\nmore\n\n\n## Two\n\n| a |\n|---|\n| b |\n')).toEqual(['One\nmore', '## Two', '| a |\n|---|\n| b |']);
  });

  it('keeps a fence whole, blank lines and other fences in it included', () => {
    const fence = '````md\na\n\n```\nb\n```\n\n````';
    expect(markdownBlocks(`Before\n\n${fence}\n\nAfter`)).toEqual(['Before', fence, 'After']);
  });

  it('keeps a fence that is still open as one block', () => {
    expect(markdownBlocks('```ts\nconst a = 1;\n\nconst b')).toEqual(['```ts\nconst a = 1;\n\nconst b']);
  });

  it('keeps a loose list whole, so that its numbers go on', () => {
    expect(markdownBlocks('1. One\n\n   more of one\n\n2. Two\n\nAfter')).toEqual(['1. One\n\n   more of one\n\n2. Two', 'After']);
  });

  it('never changes a finished block when more text comes', () => {
    const line = fc.constantFrom('', 'words', '- item', '  indented', '```', '## Head', '1. one', '~~~');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), fc.array(line, { maxLength: 10 }), (before, after) => {
        const early = markdownBlocks(before.join('\n'));
        const late = markdownBlocks([...before, ...after].join('\n'));
        expect(late.slice(0, Math.max(0, early.length - 1))).toEqual(early.slice(0, -1));
      }),
    );
  });

  it('loses no line that says something', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('', 'words', '- item', '```', '    code', '~~~')), (lines) => {
        const kept = markdownBlocks(lines.join('\n')).flatMap((block) => block.split('\n').filter((line) => line.trim() !== ''));
        expect(kept).toEqual(lines.filter((line) => line.trim() !== ''));
      }),
    );
  });
});
