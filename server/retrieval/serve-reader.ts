import { log } from '#server/platform/index.ts';
import { answerRequest } from './read.ts';
import { packError, type ReaderAnswer, readerRequest } from './reader-messages.ts';

/** Runs a reader process: one request over IPC, one answer, until the parent goes. */
export function serveReader(): void {
  process.on('disconnect', () => process.exit(0));
  // The parent decides when a reader ends; a Ctrl-C in a terminal reaches the whole group.
  process.on('SIGINT', () => undefined);
  process.on('message', (message) => {
    const request = readerRequest.parse(message);
    let answer: ReaderAnswer;
    try {
      answer = { id: request.id, result: answerRequest(request) };
    } catch (error) {
      const packed = packError(error);
      if (packed.code === 'search.readerFailed') log('retrieval').error({ err: error, kind: request.kind }, 'a reader failed');
      answer = { id: request.id, error: packed };
    }
    process.send?.(answer);
  });
}
