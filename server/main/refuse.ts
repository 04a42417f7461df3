import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorData } from '#server/api/index.ts';
import { limits } from '#server/platform/index.ts';

/**
 * Answers with what went wrong: words for a person, JSON for a program.
 *
 * @param at the route, for the log
 */
export function refuse(request: IncomingMessage, response: ServerResponse, thrown: unknown, at: string): void {
  const data = errorData(thrown, at);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const isPage = request.headers.accept?.includes('text/html') ?? false;
  const text = isPage ? `${data.message}\n${data.remedy}\n\n${data.id}\n` : JSON.stringify({ error: data });
  response.statusCode = data.httpStatus;
  response.setHeader('Content-Type', isPage ? 'text/plain; charset=utf-8' : 'application/json');
  response.setHeader('Cache-Control', 'no-store');
  response.end(text);
  if (!request.complete) drain(request);
}

// Who is still sending would not read the words before the end of the connection: what comes is thrown away, for a while.
function drain(request: IncomingMessage): void {
  request.resume();
  const enough = setTimeout(() => request.destroy(), limits.requestDrainMs);
  request.once('close', () => clearTimeout(enough));
}

/** Answers with JSON. */
export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json');
  response.setHeader('Cache-Control', 'no-store');
  response.end(JSON.stringify(body));
}
