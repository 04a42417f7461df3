export { type AuditExport, openAuditExport } from './audit-export.ts';
export { openVerification } from './audit-verification.ts';
export type { CertificateFacts, Context, Door } from './context.ts';
export { type ErrorData, errorData } from './error-data.ts';
export { readinessView } from './health-router.ts';
export { actorOfCookies, makePageDoor, type PageCaller, type PageDoor } from './page-door.ts';
export { type AppRouter, appRouter } from './root.ts';
