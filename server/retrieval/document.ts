import { decodeText, splitLines, type TreeFile } from '#server/repositories/index.ts';
import { cutIntoChunks, type LineSpan } from './chunks.ts';
import { isGenerated } from './classify.ts';
import { type Language, languageOf } from './language.ts';
import type { DefinedSymbol, Outline } from './outline.ts';
import type { FileParser } from './parser.ts';
import { sectionsOf } from './sections.ts';
import { termsText } from './words.ts';

/** A chunk and the terms it is found by. */
export type IndexedChunk = LineSpan & { symbol: string | null; definitions: string; body: string };

/** What a file gives the index. */
export type IndexedDocument =
  | {
      state: 'indexed';
      /** Why its syntax could not be used; empty where it could, or has no grammar. */
      reason: string;
      language: string;
      text: string;
      lines: number;
      chunks: IndexedChunk[];
      symbols: DefinedSymbol[];
    }
  | { state: 'skipped'; reason: 'binary' | 'generated' }
  | { state: 'failed'; reason: string };

type Reading = { parser: FileParser; chunkLines: number };

/** Reads a file as the index will know it: chunks along its syntax where a grammar can read it, else windows. */
export async function readDocument(file: TreeFile, bytes: Buffer, { parser, chunkLines }: Reading): Promise<IndexedDocument> {
  const decoded = decodeText(bytes);
  if ('reason' in decoded) {
    return decoded.reason === 'binary' ? { state: 'skipped', reason: 'binary' } : { state: 'failed', reason: decoded.detail };
  }
  const { text } = decoded;
  const lines = splitLines(text);
  if (isGenerated(text, lines)) return { state: 'skipped', reason: 'generated' };
  const language = languageOf(file.path, lines[0]);
  const { outline, reason } = await outlineFor(language, { text, lines }, { parser, chunkLines });
  const spans = cutIntoChunks(lines.length, outline.spans, { maxLines: chunkLines, isBlank: (line) => lines[line - 1]?.trim() === '' });
  const chunks = spans.map((span) => indexedChunk(span, lines, outline));
  return { state: 'indexed', reason, language: language.name, text, lines: lines.length, chunks, symbols: outline.symbols };
}

async function outlineFor(
  language: Language,
  { text, lines }: { text: string; lines: string[] },
  { parser, chunkLines: maxLines }: Reading,
): Promise<{ outline: Outline; reason: string }> {
  if (language.name === 'Markdown') return { outline: sectionsOf(lines), reason: '' };
  const windows = { spans: [], symbols: [] };
  if (!language.grammar) return { outline: windows, reason: '' };
  const parsed = await parser.parse({ text, grammar: language.grammar, maxLines });
  return 'outline' in parsed
    ? { outline: parsed.outline, reason: '' }
    : { outline: windows, reason: `searched without its syntax: ${parsed.reason}`.slice(0, 200) };
}

function indexedChunk(span: LineSpan, lines: readonly string[], outline: Outline): IndexedChunk {
  const inside = outline.symbols.filter(({ line }) => line >= span.startLine && line <= span.endLine);
  const enclosing = inside.length > 0 ? undefined : enclosingSymbol(span, outline);
  const names = enclosing ? [enclosing.name] : inside.map(({ name }) => name);
  return {
    ...span,
    symbol: names[0] ?? null,
    definitions: termsText(names.join(' ')),
    body: termsText(lines.slice(span.startLine - 1, span.endLine).join('\n')),
  };
}

/** The definition that a later piece of a long function belongs to. */
function enclosingSymbol({ startLine }: LineSpan, { spans, symbols }: Outline): DefinedSymbol | undefined {
  const span = spans.find((each) => each.startLine <= startLine && startLine <= each.endLine);
  return span && symbols.find(({ line }) => line >= span.startLine && line <= span.endLine);
}
