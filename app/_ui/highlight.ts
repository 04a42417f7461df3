import type { GrammarState, HighlighterCore, LanguageInput } from 'shiki/core';

/** A run of one colour; `colour` is a CSS value, made of our tokens. */
export type CodeToken = { text: string; colour: string | null };

// Each grammar is a file of ours, loaded when a text in that language is first shown.
const grammars: Record<string, () => Promise<{ default: LanguageInput }>> = {
  bash: () => import('shiki/langs/bash.mjs'),
  c: () => import('shiki/langs/c.mjs'),
  cmake: () => import('shiki/langs/cmake.mjs'),
  cpp: () => import('shiki/langs/cpp.mjs'),
  csharp: () => import('shiki/langs/csharp.mjs'),
  css: () => import('shiki/langs/css.mjs'),
  diff: () => import('shiki/langs/diff.mjs'),
  docker: () => import('shiki/langs/docker.mjs'),
  glsl: () => import('shiki/langs/glsl.mjs'),
  go: () => import('shiki/langs/go.mjs'),
  html: () => import('shiki/langs/html.mjs'),
  ini: () => import('shiki/langs/ini.mjs'),
  java: () => import('shiki/langs/java.mjs'),
  javascript: () => import('shiki/langs/javascript.mjs'),
  json: () => import('shiki/langs/json.mjs'),
  jsx: () => import('shiki/langs/jsx.mjs'),
  kotlin: () => import('shiki/langs/kotlin.mjs'),
  lua: () => import('shiki/langs/lua.mjs'),
  make: () => import('shiki/langs/make.mjs'),
  markdown: () => import('shiki/langs/markdown.mjs'),
  nix: () => import('shiki/langs/nix.mjs'),
  'objective-c': () => import('shiki/langs/objective-c.mjs'),
  php: () => import('shiki/langs/php.mjs'),
  powershell: () => import('shiki/langs/powershell.mjs'),
  proto: () => import('shiki/langs/proto.mjs'),
  python: () => import('shiki/langs/python.mjs'),
  ruby: () => import('shiki/langs/ruby.mjs'),
  rust: () => import('shiki/langs/rust.mjs'),
  sql: () => import('shiki/langs/sql.mjs'),
  swift: () => import('shiki/langs/swift.mjs'),
  systemd: () => import('shiki/langs/systemd.mjs'),
  toml: () => import('shiki/langs/toml.mjs'),
  tsx: () => import('shiki/langs/tsx.mjs'),
  typescript: () => import('shiki/langs/typescript.mjs'),
  xml: () => import('shiki/langs/xml.mjs'),
  yaml: () => import('shiki/langs/yaml.mjs'),
  zig: () => import('shiki/langs/zig.mjs'),
};

// Names that people, models and file endings use for the same.
const otherNames: Record<string, string> = {
  'c++': 'cpp',
  'c#': 'csharp',
  cc: 'cpp',
  cjs: 'javascript',
  cmakelists: 'cmake',
  comp: 'glsl',
  cs: 'csharp',
  cts: 'typescript',
  cu: 'cpp',
  cuda: 'cpp',
  cuh: 'cpp',
  cxx: 'cpp',
  dockerfile: 'docker',
  golang: 'go',
  gradle: 'kotlin',
  h: 'cpp',
  hpp: 'cpp',
  htm: 'html',
  js: 'javascript',
  jsonc: 'json',
  kt: 'kotlin',
  m: 'objective-c',
  makefile: 'make',
  md: 'markdown',
  metal: 'cpp',
  mjs: 'javascript',
  mk: 'make',
  mm: 'objective-c',
  mts: 'typescript',
  patch: 'diff',
  protobuf: 'proto',
  ps1: 'powershell',
  py: 'python',
  pyi: 'python',
  rb: 'ruby',
  rs: 'rust',
  service: 'systemd',
  sh: 'bash',
  shell: 'bash',
  shellscript: 'bash',
  svg: 'xml',
  timer: 'systemd',
  ts: 'typescript',
  vert: 'glsl',
  yml: 'yaml',
  zsh: 'bash',
};

/** The language that a fence's word or a file's path names; null where we have no grammar for it. */
export function languageOf(nameOrPath: string): string | null {
  const file = nameOrPath.split('/').at(-1)?.toLowerCase() ?? '';
  const name = file.includes('.') && file !== 'c++' ? (file === 'cmakelists.txt' ? 'cmake' : (file.split('.').at(-1) ?? '')) : file;
  const known = otherNames[name] ?? name;
  return known in grammars ? known : null;
}

// A line longer than this is data and stays plain. The first line of a language also pays for building its expressions, which takes longer
// than shiki's own 500 ms here; a line cut short by the clock would be coloured wrong to its end.
const bounds = { tokenizeMaxLineLength: 1_000, tokenizeTimeLimit: 10_000 };

let made: Promise<HighlighterCore> | null = null;

/**
 * Colours of a code or a part of it, line by line: what the grammar knew at the end of the part before goes in, what it knows at the end
 * of this one comes out. Everything comes from this appliance: JavaScript's own regular expressions, grammars from our files. Building a
 * large grammar takes a second, so pages ask their worker (`useColours`) and never call this themselves.
 *
 * @param language as `languageOf` gives it
 */
export async function highlightPart(
  code: string,
  language: string,
  before?: GrammarState,
): Promise<{ lines: CodeToken[][]; state: GrammarState | undefined }> {
  const load = grammars[language];
  if (!load) return { lines: plainLines(code), state: undefined };
  made ??= makeHighlighter();
  const highlighter = await made;
  if (!highlighter.getLoadedLanguages().includes(language)) await highlighter.loadLanguage((await load()).default);
  const options = { lang: language, theme: 'cloister', ...bounds, ...(before && { grammarState: before }) };
  const tokens = highlighter.codeToTokensBase(code, options);
  const lines = tokens.map((line) => line.map((token) => ({ text: token.content, colour: colourOf(token.color) })));
  return { lines, state: highlighter.getLastGrammarState(tokens) };
}

/** Lines without colours: what is shown until the grammar has come, and where there is none. */
export function plainLines(code: string): CodeToken[][] {
  return code.split('\n').map((line) => [{ text: line, colour: null }]);
}

// Where a scope has no colour of its own the text's colour stays.
function colourOf(colour: string | undefined): string | null {
  return colour === undefined || colour === 'var(--ink)' ? null : colour;
}

async function makeHighlighter(): Promise<HighlighterCore> {
  const [{ createHighlighterCore }, { createJavaScriptRegexEngine }] = await Promise.all([
    import('shiki/core'),
    import('shiki/engine/javascript'),
  ]);
  const rule = (colour: string, ...scope: string[]) => ({ scope, settings: { foreground: `var(--${colour})` } });
  return createHighlighterCore({
    // A grammar with an expression that JavaScript cannot say loses that rule, not the page.
    engine: createJavaScriptRegexEngine({ forgiving: true }),
    langs: [],
    themes: [
      {
        name: 'cloister',
        type: 'light',
        fg: 'var(--ink)',
        bg: 'transparent',
        settings: [
          { settings: { foreground: 'var(--ink)', background: 'transparent' } },
          rule('code-comment', 'comment', 'punctuation.definition.comment'),
          rule(
            'code-keyword',
            'keyword',
            'storage.type',
            'storage.modifier',
            'variable.language',
            'entity.name.section',
            'keyword.operator.new',
          ),
          rule('ink', 'keyword.operator', 'punctuation'),
          rule('code-string', 'string', 'constant.other.symbol', 'markup.inserted', 'punctuation.definition.string'),
          rule('code-number', 'constant.numeric', 'constant.language', 'constant.character', 'markup.deleted'),
          rule(
            'code-type',
            'entity.name.type',
            'entity.name.class',
            'entity.name.namespace',
            'support.type',
            'support.class',
            'entity.other.attribute-name',
            'entity.name.tag',
            'variable.other.property',
            'support.type.property-name',
            'keyword.other.definition',
            'meta.preprocessor',
          ),
          rule('code-type', 'storage.type.built-in', 'storage.type.primitive'),
        ],
      },
    ],
  });
}
