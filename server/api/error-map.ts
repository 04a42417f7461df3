import type { TRPC_ERROR_CODE_KEY } from '@trpc/server/rpc';
import type { ErrorCode } from '#server/platform/index.ts';

type LogLevel = 'debug' | 'info' | 'warn' | 'error';
type Row = { trpc: TRPC_ERROR_CODE_KEY; http: number; log: LogLevel };

const badRequest: Row = { trpc: 'BAD_REQUEST', http: 400, log: 'info' };
const unauthorized: Row = { trpc: 'UNAUTHORIZED', http: 401, log: 'info' };
const forbidden: Row = { trpc: 'FORBIDDEN', http: 403, log: 'warn' };
const notFound: Row = { trpc: 'NOT_FOUND', http: 404, log: 'info' };
const conflict: Row = { trpc: 'CONFLICT', http: 409, log: 'info' };
const tooLarge: Row = { trpc: 'PAYLOAD_TOO_LARGE', http: 413, log: 'info' };
const unprocessable: Row = { trpc: 'UNPROCESSABLE_CONTENT', http: 422, log: 'info' };
const tooMany: Row = { trpc: 'TOO_MANY_REQUESTS', http: 429, log: 'warn' };
const failed: Row = { trpc: 'INTERNAL_SERVER_ERROR', http: 500, log: 'error' };
const unavailable: Row = { trpc: 'SERVICE_UNAVAILABLE', http: 503, log: 'warn' };

/** What each error is on the wire, and how loud it is in the log. A code without a row does not compile. */
export const errorMap = {
  'request.invalid': badRequest,
  'request.tooLarge': tooLarge,
  'request.foreignHost': { trpc: 'BAD_REQUEST', http: 421, log: 'warn' },
  'request.foreignOrigin': forbidden,
  'request.notFound': notFound,
  'request.internal': failed,
  'session.required': unauthorized,
  'session.wrongPassword': unauthorized,
  'session.throttled': tooMany,
  'session.linkInvalid': forbidden,
  'right.missing': forbidden,
  'user.nameTaken': conflict,
  'user.nameInvalid': badRequest,
  'user.notFound': notFound,
  'user.passwordWeak': badRequest,
  'user.lastAdmin': conflict,
  'user.exists': conflict,
  'repository.nameTaken': conflict,
  'repository.notFound': notFound,
  'repository.notGit': unprocessable,
  'repository.sourceMissing': unprocessable,
  'repository.bundleDamaged': unprocessable,
  'repository.branchMissing': unprocessable,
  'repository.empty': unprocessable,
  'repository.notReady': conflict,
  'repository.busy': conflict,
  'repository.gitFailed': failed,
  'repository.indexFailed': failed,
  'file.notFound': notFound,
  'file.tooLarge': unprocessable,
  'file.binary': unprocessable,
  'file.lineGone': notFound,
  'search.patternInvalid': badRequest,
  'search.tookTooLong': { trpc: 'TIMEOUT', http: 408, log: 'warn' },
  'search.readerFailed': failed,
  'question.empty': badRequest,
  'question.tooLong': tooLarge,
  'context.overflow': unprocessable,
  'conversation.notFound': notFound,
  'answer.notFound': notFound,
  'answer.busy': conflict,
  'job.notFound': notFound,
  'job.tooMany': tooMany,
  'engine.noModel': unavailable,
  'engine.loading': unavailable,
  'engine.unavailable': unavailable,
  'engine.refused': unprocessable,
  'model.missing': unprocessable,
  'model.damaged': unprocessable,
  'model.digestMismatch': unprocessable,
  'audit.writeFailed': failed,
  'audit.damaged': failed,
  'database.diskFull': { trpc: 'SERVICE_UNAVAILABLE', http: 507, log: 'error' },
  'database.newer': failed,
  'database.migrationChanged': failed,
  'appliance.portInUse': failed,
  'appliance.alreadyRunning': conflict,
  'appliance.notRunning': unavailable,
  'appliance.running': conflict,
  'appliance.configInvalid': failed,
  'appliance.stopped': unavailable,
  'appliance.webBuildFailed': failed,
  'certificate.unreadable': failed,
  'backup.targetExists': conflict,
  'backup.notABackup': unprocessable,
  'start.verbUnknown': badRequest,
  'start.platformUnsupported': failed,
  'start.nodeTooOld': failed,
  'start.setprivMissing': failed,
  'start.diskFull': failed,
  'start.installDiskFull': failed,
  'start.installDigestMismatch': failed,
  'start.installNoNetwork': failed,
  'start.installFailed': failed,
  'start.clientFailed': failed,
} satisfies Record<ErrorCode, Row>;
