export { type Context, contextOf, type Door } from './context.ts';
export { type ErrorData, errorData } from './error-data.ts';
export { type AppRouter, appRouter } from './root.ts';
