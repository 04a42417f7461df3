const KIB = 1024;
const MIB = 1024 * KIB;

/** Every bound of the appliance, each with its reason. Tests stand at the edges. */
export const limits = {
  /** A tRPC request body: a question at its limit, JSON-escaped, fits. */
  requestBytes: 2 * MIB,
  /** A small request's body arrives within this, its headers within the next; an upload never stands still for longer than the third. */
  requestBodyMs: 30_000,
  requestHeadersMs: 15_000,
  uploadIdleMs: 60_000,
  /** How long what follows a refused request is read and thrown away, so that its sender comes to read why. */
  requestDrainMs: 5_000,
  /** A clean stop; what has not ended by then is ended. */
  stopMs: 10_000,
  /** Calls joined in one tRPC request: a page's first needs, twice over. */
  callsPerRequest: 32,
  /** Calls of one WebSocket, and of one person on all their connections, that run at once; a person's others wait for their turn. */
  callsPerSocket: 32,
  callsPerPerson: 16,
  /** Connections of one door. Beyond it new ones are refused at once. */
  connections: 2_048,
  /** Live connections of one session: a tab has one. */
  socketsPerSession: 64,
  /** What may wait in memory for a client that does not read; beyond it the connection ends and the client comes back. */
  socketBacklogBytes: 8 * MIB,
  /** A question: about 16k tokens, more than the starter model's context and a quarter of a usual slot. */
  questionBytes: 64 * KIB,
  /** An uploaded git bundle: the largest repositories people bring on a stick. */
  uploadBytes: 16 * 1024 * MIB,
  /** Uploads of one person that are kept, or on their way: a stick's worth of repositories, and two of the largest. */
  uploadsPerPerson: 16,
  uploadBytesPerPerson: 32 * 1024 * MIB,
  /** Imports of one person in the one line: the next person's waits for no more than these. */
  importsPerPerson: 8,
  /** Repositories that one person added: more than a team has, and an end to a program gone astray. The console has none. */
  repositoriesPerPerson: 500,
  /** A name of a person or a repository, in characters. */
  nameLength: 64,
  /** Why an administrator does something unusual, in characters: a sentence or three, for the log. */
  reasonLength: 500,
  /** A licence's text: the longest in use have some 40 KiB. */
  licenseTextBytes: 256 * KIB,
  /** A conversation's title, in characters. */
  titleLength: 120,
  /** A password, in characters: long enough to resist guessing with Argon2id; the upper bound keeps hashing cheap. */
  passwordLengthMin: 12,
  passwordLengthMax: 1_024,
  /** A session ends after this long without use, and after this long in any case. */
  sessionIdleMs: 8 * 60 * 60_000,
  sessionAbsoluteMs: 14 * 24 * 60 * 60_000,
  /** The first administrator's link: an operator reads it off a terminal and types it. */
  firstAdminLinkMs: 60 * 60_000,
  /** A link to choose a password. */
  passwordLinkMs: 72 * 60 * 60_000,
  /** Wrong passwords in a row before a wait; then the wait doubles from the first to the last value. */
  signInFailures: 5,
  signInWaitMs: 30_000,
  signInWaitMaxMs: 15 * 60_000,
  /**
   * Wrong passwords for one name from anywhere, and for any name from one address (/64 of IPv6), before a wait; one is forgotten each
   * minute, so that an office full of people never comes near. The waits end soon: strangers can bring them on others.
   */
  signInFailuresWide: 20,
  signInLeakMs: 60_000,
  signInWaitNameMaxMs: 60_000,
  signInWaitNetworkMaxMs: 5 * 60_000,
  /** Tries to sign in that wait for their turn at hashing: at 0.15 s each, ten seconds of two at once. */
  signInsWaiting: 128,
  /** Tries of one address under way at once: one machine must not take every place. */
  signInsPerAddress: 16,
  /** Sessions of one person; the one unused for longest ends for a new one. */
  sessionsPerPerson: 32,
  /** A browser's name as it calls itself, in characters. */
  userAgentLength: 200,
  /** Group commit: callers joined and milliseconds of work before a COMMIT. */
  writeGroupCallers: 16,
  writeGroupMs: 50,
  /** Free space in the data folder below which the appliance is not ready: a commit, its log and a checkpoint fit. */
  diskFreeBytes: 64 * MIB,
  /** Files of a revision: more than the largest repositories have. A tree that names itself again and again has a million in a kilobyte. */
  revisionFiles: 500_000,
  /** A file that is indexed; larger ones are data, not source. */
  indexedFileBytes: 1 * MIB,
  /** A file the viewer shows. */
  viewedFileBytes: 4 * MIB,
  /** Lines of one chunk (shared by parser and windows). */
  chunkLines: 60,
  /** Repositories in one scope. */
  scopeRepositories: 16,
  /** Passages returned by a search and offered to the model. */
  searchResults: 200,
  answerPassages: 14,
  /** Lines of a passage shown beside its citation, and characters of one: what a note has room for, many times over. */
  passageLines: 120,
  passageLineLength: 500,
  /** What is searched for, in characters: a question, or a pattern somebody wrote. */
  searchTextLength: 16_384,
  /** A search in a reader: at this age the reader is killed. */
  searchMs: 5_000,
  /** Waiting and running jobs of one person. */
  jobsPerPerson: 20,
  /** Restarts of engine or appliance that one job lives through: one that kills its engine again and again must end. */
  jobInterruptions: 5,
  /** No job is admitted for so long after the engine died under one: the supervisor notices a moment after the socket does. */
  jobPauseMs: 200,
  /** Events of a finished job are kept this long, for a page that was closed over night. */
  jobEventsMs: 24 * 60 * 60_000,
  /** Tokens of one answer. */
  answerTokens: 1_024,
  /** Live subscriptions of one socket. */
  subscriptionsPerSocket: 64,
  /** Time of a tuning: less tells nothing, more belongs to the people of the box. */
  tuneBudgetMinMs: 10_000,
  tuneBudgetMs: 20 * 60_000,
  tuneBudgetMaxMs: 12 * 60 * 60_000,
  /** Audit records on one page of the list. */
  auditPageRecords: 200,
  /** A question about the log: ten times what counting a million records takes. */
  auditReadMs: 10_000,
  /** Verification reads every record: twenty million of them. */
  auditVerifyMs: 40 * 60_000,
} as const;
