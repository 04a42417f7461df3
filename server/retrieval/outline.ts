import { createRequire } from 'node:module';
import { Language, type Node, Parser } from 'web-tree-sitter';
import type { LineSpan } from './chunks.ts';
import { type Grammar, grammars, holdsMembers, type SymbolKind } from './grammars.ts';

/** A name that a file defines. */
export type DefinedSymbol = { name: string; kind: SymbolKind; line: number };

/** What a parser found in a file: its outermost definitions with the comments above them, and every name defined. */
export type Outline = { spans: LineSpan[]; symbols: DefinedSymbol[] };

/** Processor time after which a file has shown itself hostile: the largest files of real projects take a tenth. */
const PARSE_MS = 5_000;
/** Memory that a parser may take; a hostile file of a megabyte asks for gigabytes. */
const MEMORY_BYTES = 512 * 1024 ** 2;
const MEMORY_PAGE_BYTES = 64 * 1024;
const MEMORY_START_PAGES = 512;
const NAME_LENGTH = 120;
const SYMBOLS_PER_FILE = 5_000;
/** Containers inside containers; deeper is generated or hostile. */
const DEPTH = 24;

const require = createRequire(import.meta.url);
const loaded = new Map<string, Promise<Parser>>();
const memory = new WebAssembly.Memory({ initial: MEMORY_START_PAGES, maximum: MEMORY_BYTES / MEMORY_PAGE_BYTES });
let started: Promise<void> | undefined;

/** A file that a parser is not let finish; what it said is for people. */
export class ParserGaveUp extends Error {}

/** Whether the parser holds much more than files need. It gives nothing back until its thread ends. */
export function isSwollen(): boolean {
  return memory.buffer.byteLength > MEMORY_BYTES / 2;
}

/**
 * Parses a file, in the thread it is called in. After an error that is not `ParserGaveUp` the thread's parser is not to be used again.
 *
 * @param maxLines a class longer than this is cut at its members
 * @throws ParserGaveUp where the file takes too much time or memory
 */
export async function outlineOf(text: string, grammarName: string, maxLines: number): Promise<Outline> {
  const grammar = grammars[grammarName];
  if (!grammar) throw new Error(`no grammar ${grammarName}`);
  const parser = await parserOf(grammarName);
  let stopped: string | null = null;
  const beganMs = cpuMs();
  const progressCallback = () => {
    if (cpuMs() - beganMs > PARSE_MS) stopped = `it takes longer than ${PARSE_MS / 1_000} s to parse`;
    else if (isSwollen()) stopped = `it takes more than ${MEMORY_BYTES / 2 / 1024 ** 2} MiB to parse`;
    return stopped !== null;
  };
  const tree = parser.parse(text, null, { progressCallback });
  if (!tree) {
    parser.reset();
    throw new ParserGaveUp(stopped ?? 'it cannot be parsed');
  }
  try {
    const outline: Outline = { spans: [], symbols: [] };
    visit(tree.rootNode, { grammar, maxLines, outline, depth: 0, spans: outline.spans });
    return outline;
  } finally {
    tree.delete();
  }
}

/** This thread's own time: a machine that is busy elsewhere makes no file hostile. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

async function parserOf(grammarName: string): Promise<Parser> {
  let parser = loaded.get(grammarName);
  if (!parser) {
    parser = load(grammarName);
    loaded.set(grammarName, parser);
  }
  return parser;
}

async function load(grammarName: string): Promise<Parser> {
  started ??= Parser.init({ wasmMemory: memory });
  await started;
  const language = await Language.load(require.resolve(`@cursorless/tree-sitter-wasms/out/tree-sitter-${grammarName}.wasm`));
  const parser = new Parser();
  parser.setLanguage(language);
  return parser;
}

type Visit = { grammar: Grammar; maxLines: number; outline: Outline; depth: number; spans: LineSpan[] };

/** Walks what stands side by side in a file, a namespace or a class. Function bodies are not entered. */
function visit(parent: Node, at: Visit): void {
  const { grammar } = at;
  let comment: LineSpan | null = null;
  for (const node of parent.namedChildren) {
    const span = spanOf(node);
    if (node.type.includes('comment')) {
      comment = comment && comment.endLine + 1 >= span.startLine ? { ...span, startLine: comment.startLine } : span;
      continue;
    }
    const above = comment && comment.endLine + 1 >= span.startLine ? comment.startLine : span.startLine;
    comment = null;
    if (grammar.containers?.includes(node.type)) {
      if (at.depth < DEPTH) visit(node, { ...at, depth: at.depth + 1 });
      continue;
    }
    const declared = grammar.declarations?.[node.type];
    if (declared) addSymbol(at.outline, declaredName(node), declared, node);
    for (const definition of definitionsIn(node, grammar)) addDefinition(definition, { ...span, startLine: above }, at);
  }
}

/** The definition that a node is, or those that a wrapper holds. */
function definitionsIn(node: Node, grammar: Grammar, depth = 0): Node[] {
  if (node.type in grammar.definitions) return isDefinition(node) ? [node] : [];
  if (!grammar.wrappers?.includes(node.type) || depth > 3) return [];
  return node.namedChildren.flatMap((child) => definitionsIn(child, grammar, depth + 1));
}

/** `struct x y;` and `const n = 1` use the same nodes as definitions do. */
function isDefinition(node: Node): boolean {
  if (node.type.endsWith('_specifier')) return node.childForFieldName('body') !== null;
  if (node.type === 'variable_declarator') {
    return /^(?:arrow_function|function|function_expression|generator_function|class|object)$/.test(
      node.childForFieldName('value')?.type ?? '',
    );
  }
  return true;
}

function addDefinition(node: Node, span: LineSpan, at: Visit): void {
  const kind = kindOf(node, at.grammar);
  addSymbol(at.outline, nameOf(node), kind, node);
  if (!holdsMembers.has(kind) || at.depth >= DEPTH) {
    at.spans.push(span);
    return;
  }
  // A class that fits is one chunk; a longer one is cut at its members. Either way its members are symbols.
  const members: LineSpan[] = [];
  const isLong = span.endLine - span.startLine + 1 > at.maxLines;
  visit(node.childForFieldName('body') ?? node, { ...at, depth: at.depth + 1, spans: members });
  at.spans.push(...(isLong ? members : [span]));
}

function kindOf(node: Node, grammar: Grammar): SymbolKind {
  const kind = grammar.definitions[node.type] ?? 'function';
  if (node.type !== 'variable_declarator') return kind;
  return /function/.test(node.childForFieldName('value')?.type ?? '') ? 'function' : kind;
}

function addSymbol(outline: Outline, name: string | null, kind: SymbolKind, node: Node): void {
  if (name && outline.symbols.length < SYMBOLS_PER_FILE) {
    outline.symbols.push({ name: name.slice(0, NAME_LENGTH), kind, line: node.startPosition.row + 1 });
  }
}

function nameOf(node: Node): string | null {
  const named = node.childForFieldName('name') ?? (node.type === 'impl_item' ? node.childForFieldName('type') : null);
  if (named) return oneLine(named.text);
  const declarator = node.childForFieldName('declarator');
  if (declarator) return innermostDeclarator(declarator);
  const first = node.namedChildren.find((child) => /identifier$/.test(child.type));
  return first ? oneLine(first.text) : null;
}

/** A declaration is a symbol where it names a function or a macro: every global variable would be noise. */
function declaredName(node: Node): string | null {
  const declarator = node.childForFieldName('declarator');
  if (!declarator) return nameOf(node);
  return holdsFunction(declarator) ? innermostDeclarator(declarator) : null;
}

function holdsFunction(declarator: Node): boolean {
  for (let node: Node | null = declarator, depth = 0; node && depth < 8; node = node.childForFieldName('declarator'), depth++) {
    if (node.type === 'function_declarator') return true;
  }
  return false;
}

function innermostDeclarator(declarator: Node): string | null {
  let node = declarator;
  for (let depth = 0; depth < 8; depth++) {
    const inner = node.childForFieldName('declarator') ?? (/_declarator$/.test(node.type) ? node.namedChildren[0] : undefined);
    if (!inner) break;
    node = inner;
  }
  return oneLine(node.text);
}

function oneLine(text: string): string | null {
  const line = text.split('\n', 1)[0]?.trim() ?? '';
  return line === '' ? null : line;
}

function spanOf(node: Node): LineSpan {
  const { row, column } = node.endPosition;
  // A node that ends at the beginning of a line has not touched it.
  return { startLine: node.startPosition.row + 1, endLine: column === 0 && row > node.startPosition.row ? row : row + 1 };
}
