import type { Engine } from '#server/engine/index.ts';
import { askModel, shown } from './ask-model.ts';
import type { Check } from './report.ts';

/** Longer haystacks take minutes to read on a processor and tell little more. */
const HAYSTACK_TOKENS = 16_384;
const ANSWER_TOKENS = 48;
const needles = [
  { depth: 25, of: 'vault', number: '7391' },
  { depth: 50, of: 'gate', number: '2846' },
  { depth: 90, of: 'cellar', number: '5120' },
] as const;

/** Three lines that matter among many that do not, at three depths of a slot's context. The haystack is read once. */
export async function checkLongContext(engine: Engine, signal: AbortSignal): Promise<Check[]> {
  const { contextPerSlot } = await engine.properties();
  const room = Math.min(HAYSTACK_TOKENS, Math.floor(contextPerSlot * 0.85)) - 2 * ANSWER_TOKENS;
  const perLine = (await engine.tokenize(line(100))).length;
  const lines = Math.max(12, Math.floor(room / (perLine + 1)));
  const hay = Array.from({ length: lines }, (_, index) => line(index));
  for (const { depth, of, number } of needles) hay[Math.floor((lines * depth) / 100)] = `The number of the ${of} is ${number}.`;
  const checks: Check[] = [];
  for (const { depth, of, number } of needles) {
    const question = `What is the number of the ${of}?`;
    const { text } = await askModel(engine, `${hay.join('\n')}\n\n${question}`, { signal, maxTokens: ANSWER_TOKENS });
    checks.push({
      ...{ id: `needle at ${depth} %`, capability: 'long context', isNeeded: true, passed: text.includes(number) },
      ...{ asked: `${question} (${lines} lines)`, wanted: number, got: shown(text) },
    });
  }
  return checks;
}

function line(index: number): string {
  return `Entry ${100 + index}: the shelf holds ${(index * 37) % 90} jars of plums.`;
}
