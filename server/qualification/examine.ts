import type { Engine } from '#server/engine/index.ts';
import { checkChat, checkIsolation } from './check-chat.ts';
import { checkEmbeddings } from './check-embeddings.ts';
import { checkJson } from './check-json.ts';
import { checkLongContext } from './check-long-context.ts';
import { checkTools } from './check-tools.ts';
import { fixedText } from './fixed-text.ts';
import { type Check, judge, type Report } from './report.ts';

export type ExamineOptions = {
  /** What a sound copy measured on the fixed text. */
  expectedBitsPerByte: number | null;
  /** The share that is done, 0 to 1. */
  onProgress?: (share: number) => void;
  signal: AbortSignal;
};

/** What is tried, in this order, and about what part of the time it takes. */
const parts: readonly { share: number; check(engine: Engine, signal: AbortSignal): Promise<Check[]> }[] = [
  { share: 0.35, check: checkChat },
  { share: 0.1, check: checkIsolation },
  { share: 0.1, check: checkJson },
  { share: 0.15, check: checkTools },
  { share: 0.05, check: checkEmbeddings },
  { share: 0.2, check: checkLongContext },
];

/**
 * Finds out what the model of an engine can do. The engine must be at rest: every slot of it is used.
 *
 * @throws what the engine throws where it does not answer at all; a wrong answer is a finding
 */
export async function examine(engine: Engine, { expectedBitsPerByte, onProgress = () => {}, signal }: ExamineOptions): Promise<Report> {
  const bitsPerByte = await measure(engine);
  let done = 0.05;
  onProgress(done);
  // Damaged weights make whatever comes after a waste of the operator's time.
  const sound = judge([], bitsPerByte, expectedBitsPerByte);
  if (bitsPerByte !== null && !sound.passed) return sound;
  const checks: Check[] = [];
  for (const { share, check } of parts) {
    signal.throwIfAborted();
    checks.push(...(await check(engine, signal)));
    done += share;
    onProgress(Math.min(1, done));
  }
  return judge(checks, bitsPerByte, expectedBitsPerByte);
}

/** Bits that the model needs for a byte of the fixed text: unlike perplexity it can be compared between vocabularies. */
async function measure(engine: Engine): Promise<number | null> {
  const { capabilities } = await engine.properties();
  if (!capabilities.score) return null;
  const logprobs = await engine.score(await engine.tokenize(fixedText), 0);
  const nats = -logprobs.reduce((sum, logprob) => sum + logprob, 0);
  return nats / Math.LN2 / Buffer.byteLength(fixedText);
}
