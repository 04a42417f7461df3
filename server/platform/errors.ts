/**
 * Every error a person can meet: a closed set of codes with typed parameters. Message and remedy stand under the code in
 * app/messages/en.json; a code without both does not compile (app/messages/error-words.ts). One table maps codes to
 * transports (server/api/error-map.ts).
 */
export interface ErrorParams {
  'request.invalid': { field: string; reason: string };
  'request.tooLarge': { limitBytes: number };
  'request.tooManyLive': { limit: number };
  'request.foreignHost': { host: string };
  'request.foreignOrigin': { origin: string };
  'request.notFound': { what: string };
  'request.internal': { id: string };
  'session.required': Record<string, never>;
  'session.wrongPassword': Record<string, never>;
  'session.throttled': { retryAt: string; failures: number };
  'session.busy': Record<string, never>;
  'session.linkInvalid': Record<string, never>;
  'right.missing': { action: string; what: string };
  'user.nameTaken': { name: string };
  'user.nameInvalid': { reason: string };
  'user.notFound': { name: string };
  'user.passwordWeak': { minimum: number };
  'user.lastAdmin': Record<string, never>;
  'user.exists': Record<string, never>;
  'repository.nameTaken': { name: string };
  'repository.notFound': { name: string };
  'repository.notGit': { source: string };
  'repository.sourceMissing': { source: string };
  'repository.bundleDamaged': { source: string };
  'repository.bundleIncomplete': { source: string };
  'repository.sourceUnreadable': { source: string };
  'repository.cancelled': { name: string };
  'repository.branchMissing': { branch: string; branches: string };
  'repository.empty': { source: string };
  'repository.tooMany': { limit: number };
  'repository.tooManyImports': { limit: number };
  'repository.tooManyUploads': { limit: number; limitBytes: number };
  'repository.notReady': { name: string };
  'repository.busy': { name: string };
  'repository.gitFailed': { step: string };
  'repository.indexFailed': { reason: string };
  'file.notFound': { path: string; revision: string };
  'file.tooLarge': { path: string; sizeBytes: number; limitBytes: number };
  'file.binary': { path: string };
  'file.lineGone': { path: string; line: number; lines: number };
  'search.patternInvalid': { reason: string };
  'search.tookTooLong': { limitMs: number };
  'search.readerFailed': Record<string, never>;
  'bench.suiteUnknown': { suite: string; suites: string };
  'bench.checkoutOnly': Record<string, never>;
  'search.revisionNotIndexed': { name: string; revision: string };
  'question.empty': Record<string, never>;
  'question.tooLong': { sizeBytes: number; limitBytes: number };
  'context.overflow': { tokens: number; limit: number };
  'conversation.notFound': Record<string, never>;
  'answer.notFound': Record<string, never>;
  'answer.busy': Record<string, never>;
  'answer.cutOff': Record<string, never>;
  'passage.notFound': { number: number };
  'job.notFound': Record<string, never>;
  'job.tooMany': { limit: number };
  'job.notAllowed': Record<string, never>;
  'job.interrupted': { times: number };
  'engine.noModel': { folder: string };
  'engine.checking': { percent: number };
  'engine.loading': { percent: number };
  'engine.unavailable': { reason: string };
  'engine.refused': { reason: string };
  'engine.unplanned': Record<string, never>;
  'engine.notBuilt': { program: string };
  'engine.buildToolsMissing': { packages: string };
  'engine.buildFailed': { reason: string };
  'engine.tuning': Record<string, never>;
  'engine.budgetTooSmall': { budgetMs: number; leastMs: number };
  'engine.noRoomBeside': { neededBytes: number; freeBytes: number };
  'model.missing': { file: string };
  'model.partMissing': { file: string; part: number; count: number };
  'model.licenseMissing': { file: string };
  'model.nameTaken': { name: string; folder: string };
  'model.unknown': { name: string };
  'model.ambiguous': { name: string; digests: string };
  'model.notAccepted': { name: string };
  'model.unreadable': { file: string; reason: string };
  'model.damaged': { file: string; reason: string };
  'model.several': { folder: string; files: string };
  'model.tooLarge': { name: string; neededBytes: number; memoryBytes: number };
  'model.unreachable': { reason: string };
  'model.templateUnusable': { reason: string };
  'model.diskFull': { folder: string; neededBytes: number; freeBytes: number };
  'model.digestMismatch': { file: string; expected: string; found: string };
  'audit.writeFailed': Record<string, never>;
  'audit.damaged': { index: number; reason: string };
  'audit.tookTooLong': { limitMs: number };
  'audit.readFailed': Record<string, never>;
  'database.diskFull': { folder: string };
  'database.newer': { migration: string };
  'database.migrationChanged': { migration: string };
  'appliance.portInUse': { port: number };
  'appliance.alreadyRunning': { folder: string; pid: string };
  'appliance.notRunning': { socket: string };
  'appliance.running': { folder: string };
  'appliance.configInvalid': { name: string; reason: string };
  'appliance.folderUnusable': { folder: string; reason: string };
  'appliance.startFailed': { reason: string };
  'appliance.stopped': { logFile: string };
  'appliance.webBuildFailed': { reason: string };
  'certificate.unreadable': { file: string; reason: string };
  'backup.targetExists': { file: string };
  'backup.notABackup': { file: string };
  'backup.damaged': { file: string; reason: string };
  'backup.running': Record<string, never>;
  'backup.diskFull': { folder: string; neededBytes: number; freeBytes: number };
  'bundle.targetExists': { folder: string };
  'bundle.notBuilt': Record<string, never>;
  'console.denied': { socket: string };
  'console.failed': { reason: string };
  'console.fileMissing': { file: string };
  'start.verbUnknown': { verb: string; verbs: string };
  'start.platformUnsupported': { found: string };
  'start.nodeTooOld': { found: string };
  'start.setprivMissing': Record<string, never>;
  'start.diskFull': { free: string; needed: string };
  'start.installDiskFull': Record<string, never>;
  'start.installDigestMismatch': { reason: string };
  'start.installNoNetwork': Record<string, never>;
  'start.installStopped': Record<string, never>;
  'start.installFailed': { reason: string };
  'start.clientFailed': { reason: string };
  'start.unexpected': { reason: string };
}

export type ErrorCode = keyof ErrorParams;

/** An error with words for the person. The log gets `cause`; the person gets message, remedy and an id. */
export class AppError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C;
  readonly params: ErrorParams[C];

  constructor(code: C, params: ErrorParams[C], options?: { cause?: unknown }) {
    super(code, options);
    this.name = 'AppError';
    this.code = code;
    this.params = params;
  }
}

/** Narrows an unknown thrown value to an AppError of one code. */
export function hasCode<C extends ErrorCode>(error: unknown, code: C): error is AppError<C> {
  return error instanceof AppError && error.code === code;
}
