export { type AuditExport, openAuditExport } from './audit-export.ts';
export { openVerification } from './audit-verification.ts';
export { type Context, contextOf, type Door } from './context.ts';
export { type ErrorData, errorData } from './error-data.ts';
export { type AppRouter, appRouter } from './root.ts';
