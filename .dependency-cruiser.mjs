// The house's import rules: docs/architecture.md says why. `npm run check ranks` runs them and fails on an empty graph.

/** server/ by rank: a folder imports only from lower ranks. Folders on one line do not import each other. */
const ranks = [
  ['platform'],
  ['audit'],
  ['settings'],
  ['identity'],
  ['models'],
  ['hardware'],
  ['engine'],
  ['scheduling'],
  ['repositories'],
  ['retrieval'],
  ['prompts'],
  ['answers'],
  ['chat'],
  ['agents'],
  ['releases'],
  ['qualification'],
  ['health', 'backup'],
  ['api'],
  ['main'],
];
const rooms = ranks.flat();
const anyOf = (names) => `(?:${names.join('|')})`;
/** What errors and states are called, and how an answer cites: the one part of app/ that the server and the console may use. */
const words = '^app/messages/(?:[a-z-]+-words\\.ts|en\\.json)$';
const test = '\\.test\\.tsx?$';

const ruleOfEachRoom = ranks.flatMap((folders, rank) =>
  folders.map((folder) => {
    const lower = ranks.slice(0, rank).flat();
    return {
      name: 'rank',
      comment: `server/${folder} imports only from lower ranks: ${lower.join(', ') || 'none'}`,
      severity: 'error',
      from: { path: `^server/${folder}/`, pathNot: test },
      to: { path: '^(?:server|app|scripts|ops)/', pathNot: `^server/${anyOf([folder, ...lower])}/|${words}` },
    };
  }),
);

const everywhere = [
  {
    name: 'known-room',
    comment:
      'a folder of server/ has a rank in .dependency-cruiser.mjs, and only the entries and main/, the parts of main.ts, stand beside them',
    severity: 'error',
    from: { path: '^server/', pathNot: `^server/${anyOf([...rooms, 'main'])}/|^server/(?:main|reader|indexer)(?:\\.test)?\\.ts$` },
    to: {},
  },
  {
    name: 'front-door',
    comment: 'another room is used through its index.ts; write.ts and unaudited.ts of the database have lists of their own below',
    severity: 'error',
    from: { path: '^server/([^/]+)/' },
    to: {
      path: '^server/[^/]+/',
      pathNot: '^server/$1/|^server/[^/]+/index\\.ts$|^server/platform/database/(?:write|unaudited)\\.ts$',
    },
  },
  {
    name: 'front-door',
    comment: 'entries, app and scripts use rooms through their index.ts',
    severity: 'error',
    from: { path: '^(?:app|scripts|ops)/' },
    to: { path: '^server/[^/]+/', pathNot: '^server/[^/]+/index\\.ts$' },
  },
  {
    name: 'front-door',
    comment: 'an entry uses rooms through their index.ts, and the folder of its own name',
    severity: 'error',
    from: { path: '^server/([^/]+)\\.ts$' },
    to: { path: '^server/[^/]+/', pathNot: '^server/[^/]+/index\\.ts$|^server/$1/' },
  },
  {
    name: 'relative-inside',
    comment: 'inside a room imports are relative, between rooms they begin with #',
    severity: 'error',
    from: { path: '^server/([^/]+)/' },
    to: { path: '^server/$1/', dependencyTypes: ['aliased'] },
  },
  {
    name: 'relative-inside',
    comment: 'inside a room imports are relative, between rooms they begin with #',
    severity: 'error',
    from: { path: '^server/([^/]+)/' },
    to: { path: '^(?:server|app)/', pathNot: '^server/$1/', dependencyTypesNot: ['aliased'] },
  },
  {
    name: 'app-types-only',
    comment: 'app/ imports types of server/api and nothing else of the server; words import types of platform',
    severity: 'error',
    from: { path: '^app/', pathNot: test },
    to: { path: '^(?:server|scripts|ops)/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'app-types-only',
    comment: 'app/ imports types of server/api and nothing else of the server; words import types of platform',
    severity: 'error',
    from: { path: '^app/', pathNot: `^app/messages/|${test}` },
    to: { path: '^(?:server|scripts|ops)/', pathNot: '^server/api/index\\.ts$' },
  },
  {
    name: 'server-without-pages',
    comment: 'the server knows words, not pages',
    severity: 'error',
    from: { path: '^(?:server|scripts|ops)/' },
    to: { path: '^app/', pathNot: words },
  },
  {
    name: 'entry-is-the-top',
    comment: 'main/ holds the parts of main.ts: no room below knows its entry',
    severity: 'error',
    from: { path: '^server/', pathNot: `^server/main/|^server/main\\.ts$|${test}` },
    to: { path: '^server/main(?:/|\\.ts$)' },
  },
  {
    name: 'nobody-imports-scripts',
    comment: 'scripts/ and ops/ are what a person types and what a box gets: the product does not need them',
    severity: 'error',
    from: { path: '^(?:server|app)/', pathNot: test },
    to: { path: '^(?:scripts|ops)/' },
  },
  {
    name: 'nobody-imports-test',
    comment: 'test/ crosses everything, so nothing but a test imports it',
    severity: 'error',
    from: { path: '^(?:server|app|scripts|ops)/', pathNot: test },
    to: { path: '^test/|\\.test\\.tsx?$' },
  },
  {
    name: 'no-cycle',
    comment: 'two files that need each other are one idea, or the wrong cut',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'resolvable',
    comment: 'every import leads somewhere',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
];

const database = 'server/platform/database';

/** Who may write without an audit record: `unaudited`'s closed list of purposes, file by file. */
const unauditedCallers = [
  'server/identity/sessions\\.ts',
  'server/scheduling/job-store\\.ts',
  'server/scheduling/fair-share-store\\.ts',
  'server/repositories/import-progress\\.ts',
  'server/chat/view-state\\.ts',
];

/** Who may open a SQLite file of its own, and which. Nobody but platform/database opens app.db for writing. */
const sqliteUsers = [
  `${database}/.*`,
  'server/platform/data-lock\\.ts',
  'server/scheduling/event-store\\.ts',
  'server/retrieval/.*',
  'server/backup/.*',
  'scripts/bench/audit-log\\.ts',
];

const lawOfStorage = [
  {
    name: 'write-past-act',
    comment: "write is imported by audit/'s act and by unaudited.ts alone: a change without a record must not compile",
    severity: 'error',
    from: { pathNot: `^server/audit/|^${database}/unaudited\\.ts$|^${database}/.*${test}` },
    to: { path: `^${database}/write\\.ts$` },
  },
  {
    name: 'unaudited-list',
    comment: 'the closed list of files that may write without an audit record stands in .dependency-cruiser.mjs',
    severity: 'error',
    from: { pathNot: `^(?:${unauditedCallers.join('|')})$|^test/|${test}` },
    to: { path: `^${database}/unaudited\\.ts$` },
  },
  {
    name: 'one-client',
    comment: 'only platform/database constructs a Prisma client: a second writer loses what it acknowledges',
    severity: 'error',
    from: { pathNot: `^${database}/|^scripts/check/migration\\.ts$` },
    to: { path: `^${database}/generated/|node_modules/@prisma/(?:client|adapter-better-sqlite3)/`, dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'one-connection',
    comment: 'a list of files that open SQLite files of their own stands in .dependency-cruiser.mjs; app.db is not among them',
    severity: 'error',
    from: { pathNot: `^(?:${sqliteUsers.join('|')})$|^test/|${test}` },
    to: { path: 'node_modules/better-sqlite3/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'no-node-sqlite',
    comment: 'a second SQLite library in one process drops the locks of the first: acknowledged commits get lost',
    severity: 'error',
    from: {},
    to: { path: '^(?:node:)?sqlite$' },
  },
  {
    name: 'engine-host',
    comment: 'node-llama-cpp runs in the engine host process alone: a native abort must not end the appliance',
    severity: 'error',
    from: { pathNot: '^server/engine/host/|^scripts/bench/|^test/' },
    to: { path: 'node_modules/node-llama-cpp/' },
  },
];

export default {
  forbidden: [...ruleOfEachRoom, ...everywhere, ...lawOfStorage],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: ['node_modules', `${database}/generated`] },
    exclude: { path: ['^test/plants/', '^\\.next'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.d.ts'],
    },
  },
};
