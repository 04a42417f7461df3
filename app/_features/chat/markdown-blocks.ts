const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const LIST = /^\s*(?:[-*+]|\d{1,9}[.)])\s/;

/**
 * Splits Markdown at blank lines into blocks that render alike alone and together, so that a block that is complete is rendered once
 * and only the last one again while an answer streams. Fences, lists and what is indented below a list item stay whole.
 */
export function markdownBlocks(text: string): string[] {
  const blocks: string[] = [];
  let current: string[] = [];
  let fence: string | null = null;
  const close = () => {
    while (current.at(-1) === '') current.pop();
    if (current.length > 0) blocks.push(current.join('\n'));
    current = [];
  };
  for (const line of text.split('\n')) {
    const mark = FENCE.exec(line)?.[1];
    if (fence !== null) {
      current.push(line);
      if (mark && closes(mark, fence, line)) fence = null;
      continue;
    }
    if (mark) fence = mark;
    if (line.trim() === '') {
      if (current.length > 0) current.push('');
      continue;
    }
    if (current.at(-1) === '' && !continues(current, line)) close();
    current.push(line);
  }
  close();
  return blocks;
}

/** A fence ends at a line of at least as many of its marks and nothing else. */
function closes(mark: string, fence: string, line: string): boolean {
  return mark[0] === fence[0] && mark.length >= fence.length && line.trim() === mark;
}

/** After a blank line: does this line belong to the list above it? */
function continues(block: readonly string[], line: string): boolean {
  return LIST.test(block[0] ?? '') && (LIST.test(line) || /^\s{2,}\S/.test(line));
}
