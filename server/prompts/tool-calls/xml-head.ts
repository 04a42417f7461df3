/** A tag with a name is a short thing; what has no end within this is text. */
const HEAD_LENGTH = 256;

/** @returns the name in `<function=NAME>`, whatever its quotes, and where the tag ends */
export function readHead(
  text: string,
  at: number,
  kind: 'function' | 'parameter',
  isEnd: boolean,
): { name: string; end: number } | 'more' | 'no' {
  const tag = text.slice(at, at + HEAD_LENGTH);
  const close = /[>\n]/.exec(tag);
  if (!close) return tag.length < HEAD_LENGTH && !isEnd ? 'more' : 'no';
  const found = /^<(function|parameter)(?:\s*=\s*|\s+name\s*=\s*)["']?([\w.:/$-]{1,128})["']?\s*\/?$/.exec(tag.slice(0, close.index));
  if (found?.[1] !== kind || found[2] === undefined) return 'no';
  return { name: found[2], end: at + close.index + 1 };
}
