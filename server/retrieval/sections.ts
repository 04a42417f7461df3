import type { Outline } from './outline.ts';

/** Sections of a Markdown file, each from its heading to the next. Headings inside fences are code. */
export function sectionsOf(lines: readonly string[]): Outline {
  const outline: Outline = { spans: [], symbols: [] };
  let fence: string | null = null;
  let start = 0;
  const close = (endLine: number) => {
    if (start > 0 && endLine >= start) outline.spans.push({ startLine: start, endLine });
  };
  lines.forEach((line, index) => {
    const mark = /^\s{0,3}(```+|~~~+)/.exec(line)?.[1];
    if (mark) fence = fence === null ? mark : mark.startsWith(fence) ? null : fence;
    const heading = fence === null ? /^#{1,4}\s+(.+?)\s*#*$/.exec(line)?.[1] : undefined;
    if (!heading) return;
    close(index);
    start = index + 1;
    outline.symbols.push({ name: heading.slice(0, 120), kind: 'heading', line: start });
  });
  close(lines.length);
  return outline;
}
