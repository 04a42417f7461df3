import type { IncomingMessage } from 'node:http';
import { AppError } from '#server/platform/index.ts';
import { Answer } from './answer.ts';
import type { GenerateFrame } from './engine.ts';
import { asAppError, framesOf, gone, lines } from './engine-http.ts';
import { FrameQueue } from './frame-queue.ts';
import { FrameWriter } from './frame-writer.ts';
import type { GenerateBody, WireFrame } from './protocol.ts';
import { Refused } from './refused.ts';

/**
 * Frames of an answer that another server streams as events (SSE). The stream is closed whoever leaves the loop and why: that is
 * what stops the server.
 *
 * @param open sends the request
 * @param takeFor makes what reads an event's JSON into the answer; true once the answer is at its end
 */
export async function* streamedAnswer(
  request: GenerateBody,
  open: () => Promise<IncomingMessage>,
  takeFor: (answer: Answer) => (event: string) => Promise<boolean>,
  signal: AbortSignal,
): AsyncGenerator<GenerateFrame> {
  let response: IncomingMessage | null = null;
  try {
    response = await open();
    for await (const frame of read(request, response, takeFor)) {
      for (const told of framesOf(frame)) {
        yield told;
        if (told.kind === 'end') return;
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof Refused ? asAppError(error.refusal) : error instanceof AppError ? error : gone(error);
  } finally {
    response?.destroy();
  }
  signal.throwIfAborted();
  throw gone('the engine closed the stream before the end of the answer');
}

/** Reads on while frames are grouped, so that the first of a group never waits for the last. */
function read(
  request: GenerateBody,
  response: IncomingMessage,
  takeFor: (answer: Answer) => (event: string) => Promise<boolean>,
): AsyncIterable<WireFrame> {
  const queue = new FrameQueue<WireFrame>();
  const frames = new FrameWriter((frame) => queue.push(frame), request.answered);
  const take = takeFor(new Answer(request, frames));
  const all = async () => {
    for await (const line of lines(response)) {
      if (line.startsWith('data: ') && line !== 'data: [DONE]' && (await take(line.slice(6)))) return;
    }
  };
  all()
    .then(() => queue.end())
    .catch((error: unknown) => queue.end(error))
    .finally(() => frames.cancel());
  return queue;
}
