import type { Engine } from '#server/engine/index.ts';
import { hasCode } from '#server/platform/index.ts';
import type { Check } from './report.ts';

const texts = ['The cat sleeps on the sofa.', 'A kitten is napping on the couch.', 'The parser reads a token and advances.'] as const;

/** Two sentences of one meaning must lie nearer to each other than to a third. */
export async function checkEmbeddings(engine: Engine, _signal: AbortSignal): Promise<Check[]> {
  const check = {
    id: 'near and far',
    capability: 'embeddings',
    isNeeded: true,
    asked: texts.join(' / '),
    wanted: 'the first two nearest',
  } as const;
  const { capabilities } = await engine.properties();
  if (!capabilities.embed) return [{ ...check, passed: false, got: 'the engine cannot embed' }];
  try {
    const vectors: number[][] = [];
    for (const text of texts) vectors.push(await engine.embed(await engine.tokenize(text)));
    const [cat = [], kitten = [], parser = []] = vectors;
    const near = cosine(cat, kitten);
    const far = Math.max(cosine(cat, parser), cosine(kitten, parser));
    return [{ ...check, passed: near > far, got: `${near.toFixed(3)} against ${far.toFixed(3)}` }];
  } catch (error) {
    if (!hasCode(error, 'engine.refused')) throw error;
    return [{ ...check, passed: false, got: error.params.reason }];
  }
}

/** Vectors have length 1. */
function cosine(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
