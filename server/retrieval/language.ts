/** A language as people call it, and the grammar that reads it where there is one. */
export type Language = { name: string; grammar?: string };

const c: Language = { name: 'C', grammar: 'c' };
const cpp: Language = { name: 'C++', grammar: 'cpp' };
const typescript: Language = { name: 'TypeScript', grammar: 'typescript' };
const javascript: Language = { name: 'JavaScript', grammar: 'javascript' };
const python: Language = { name: 'Python', grammar: 'python' };
const bash: Language = { name: 'Shell', grammar: 'bash' };
const yaml: Language = { name: 'YAML' };
const markdown: Language = { name: 'Markdown' };
const ruby: Language = { name: 'Ruby', grammar: 'ruby' };
const kotlin: Language = { name: 'Kotlin', grammar: 'kotlin' };
const cuda: Language = { name: 'CUDA', grammar: 'cpp' };

const byExtension = new Map<string, Language>(
  Object.entries({
    c,
    h: { name: 'C/C++ header', grammar: 'cpp' },
    cc: cpp,
    cpp,
    cxx: cpp,
    'c++': cpp,
    hh: cpp,
    hpp: cpp,
    hxx: cpp,
    inl: cpp,
    ipp: cpp,
    cu: cuda,
    cuh: cuda,
    metal: { name: 'Metal', grammar: 'cpp' },
    cl: { name: 'OpenCL', grammar: 'c' },
    m: { name: 'Objective-C' },
    mm: { name: 'Objective-C++' },
    comp: { name: 'GLSL' },
    glsl: { name: 'GLSL' },
    wgsl: { name: 'WGSL' },
    ts: typescript,
    mts: typescript,
    cts: typescript,
    tsx: { name: 'TypeScript', grammar: 'tsx' },
    js: javascript,
    mjs: javascript,
    cjs: javascript,
    jsx: javascript,
    svelte: { name: 'Svelte' },
    vue: { name: 'Vue' },
    py: python,
    pyi: python,
    go: { name: 'Go', grammar: 'go' },
    rs: { name: 'Rust', grammar: 'rust' },
    java: { name: 'Java', grammar: 'java' },
    cs: { name: 'C#', grammar: 'c_sharp' },
    kt: kotlin,
    kts: kotlin,
    scala: { name: 'Scala', grammar: 'scala' },
    swift: { name: 'Swift', grammar: 'swift' },
    php: { name: 'PHP', grammar: 'php' },
    rb: ruby,
    rake: ruby,
    lua: { name: 'Lua', grammar: 'lua' },
    dart: { name: 'Dart', grammar: 'dart' },
    zig: { name: 'Zig', grammar: 'zig' },
    sh: bash,
    bash,
    zsh: bash,
    ex: { name: 'Elixir' },
    exs: { name: 'Elixir' },
    erl: { name: 'Erlang' },
    hs: { name: 'Haskell' },
    clj: { name: 'Clojure' },
    pl: { name: 'Perl' },
    r: { name: 'R' },
    jl: { name: 'Julia' },
    sql: { name: 'SQL' },
    proto: { name: 'Protocol Buffers' },
    graphql: { name: 'GraphQL' },
    html: { name: 'HTML' },
    css: { name: 'CSS' },
    scss: { name: 'SCSS' },
    json: { name: 'JSON' },
    yml: yaml,
    yaml,
    toml: { name: 'TOML' },
    xml: { name: 'XML' },
    md: markdown,
    markdown,
    rst: { name: 'reStructuredText' },
    tex: { name: 'LaTeX' },
    txt: { name: 'Text' },
    csv: { name: 'CSV' },
    cmake: { name: 'CMake' },
    nix: { name: 'Nix' },
    tf: { name: 'HCL' },
    ps1: { name: 'PowerShell' },
    bat: { name: 'Batch' },
    gbnf: { name: 'GBNF' },
    jinja: { name: 'Jinja' },
  }),
);

const byName = new Map<string, Language>(
  Object.entries({
    'cmakelists.txt': { name: 'CMake' },
    makefile: { name: 'Makefile' },
    dockerfile: { name: 'Dockerfile' },
    jenkinsfile: { name: 'Groovy' },
    gemfile: ruby,
    rakefile: ruby,
    build: { name: 'Starlark' },
    'build.bazel': { name: 'Starlark' },
  }),
);

const shebangs: [RegExp, Language][] = [
  [/\b(?:ba|z|da)?sh\b/, bash],
  [/\bpython/, python],
  [/\bnode\b/, javascript],
  [/\bruby\b/, ruby],
];

/**
 * The language of a file, from its name or else its first line.
 *
 * @param firstLine read only where the name has no extension
 */
export function languageOf(path: string, firstLine = ''): Language {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const dot = name.lastIndexOf('.');
  const known = byName.get(name) ?? (dot >= 0 ? byExtension.get(name.slice(dot + 1)) : undefined);
  if (known) return known;
  if (dot <= 0 && firstLine.startsWith('#!')) {
    const found = shebangs.find(([pattern]) => pattern.test(firstLine));
    if (found) return found[1];
  }
  return { name: 'Other' };
}
