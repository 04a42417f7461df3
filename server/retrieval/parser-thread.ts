import { parentPort } from 'node:worker_threads';
import { isSwollen, outlineOf, ParserGaveUp } from './outline.ts';
import type { ParseAnswer, ParseRequest } from './parser.ts';

// A thread that parses one file after the other, for the indexer. It is thrown away whenever a parser broke in it.
parentPort?.on('message', async ({ text, grammar, maxLines }: ParseRequest) => {
  let answer: ParseAnswer;
  try {
    answer = { outline: await outlineOf(text, grammar, maxLines), isSpent: isSwollen() };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    answer = error instanceof ParserGaveUp ? { reason, isSpent: isSwollen() } : { reason: `its parser broke: ${reason}`, isSpent: true };
  }
  parentPort?.postMessage(answer);
});
