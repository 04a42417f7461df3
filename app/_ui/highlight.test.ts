import { describe, expect, it } from 'vitest';
import { highlightPart, languageOf } from './highlight.ts';

describe('languageOf', () => {
  it.each([
    ['cpp', 'cpp'],
    ['C++', 'cpp'],
    ['common/arg.cpp', 'cpp'],
    ['CMakeLists.txt', 'cmake'],
    ['Makefile', 'make'],
    ['nightly.service', 'systemd'],
    ['notes.txt', null],
    ['', null],
  ])('%s is %s', (name, language) => {
    expect(languageOf(name)).toBe(language);
  });
});

describe('highlightPart', () => {
  const code = 'static int n = 42; // why\nreturn "text";';

  it('colours a code with our tokens and keeps every character', async () => {
    const { lines } = await highlightPart(code, 'cpp');
    expect(lines.map((line) => line.map((token) => token.text).join('')).join('\n')).toBe(code);
    const colours = new Map(lines.flat().map((token) => [token.text.trim(), token.colour]));
    expect(colours.get('42')).toBe('var(--code-number)');
    expect(colours.get('return')).toBe('var(--code-keyword)');
    expect(lines.flat().find((token) => token.text.includes('why'))?.colour).toBe('var(--code-comment)');
    expect(lines.flat().find((token) => token.text.includes('text'))?.colour).toBe('var(--code-string)');
  });

  it('leaves a language it does not know uncoloured', async () => {
    expect((await highlightPart('a\nb', 'klingon')).lines).toEqual([[{ text: 'a', colour: null }], [{ text: 'b', colour: null }]]);
  });
});
