import type { Engine } from '#server/engine/index.ts';
import { askModel, shown } from './ask-model.ts';
import { codeWords, goldenPrompts } from './golden-prompts.ts';
import type { Check } from './report.ts';

/** The golden prompts: each right or wrong, and of the easy ones each must end by itself. */
export async function checkChat(engine: Engine, signal: AbortSignal): Promise<Check[]> {
  const checks: Check[] = [];
  for (const [index, { question, right, grade }] of goldenPrompts.entries()) {
    const { text, isEnded } = await askModel(engine, question, { signal });
    const isEasy = grade === 'easy';
    const id = `${grade} ${index + 1}`;
    const asked = { capability: 'chat', isNeeded: isEasy, asked: question, got: shown(text) } as const;
    checks.push({ ...asked, id, passed: right.test(text), wanted: String(right) });
    if (isEasy) checks.push({ ...asked, id: `${id} ends by itself`, passed: isEnded, wanted: 'an end within 96 tokens' });
  }
  return checks;
}

/** All slots at once, each with a word of its own: what one is told must not turn up in another. */
export async function checkIsolation(engine: Engine, signal: AbortSignal): Promise<Check[]> {
  const { slots } = await engine.properties();
  const words = codeWords.slice(0, Math.min(slots, codeWords.length));
  const ask = (word: string, slot: number) =>
    askModel(engine, `The code word is "${word}". What is the code word?`, { signal, slot, maxTokens: 32 });
  const alone: string[] = [];
  // Alone first: a model that cannot say its word by itself is not said to have lost it.
  for (const [slot, word] of words.entries()) {
    alone.push((await ask(word, slot)).text);
    await engine.eraseSlot(slot);
  }
  const together = await Promise.all(words.map((word, slot) => ask(word, slot)));
  return words.map((word, slot): Check => {
    const text = together[slot]?.text ?? '';
    const strangers = words.filter((other) => other !== word && says(text, other));
    const isKept = !says(alone[slot] ?? '', word) || says(text, word);
    return {
      ...{ id: `isolation ${slot + 1} of ${words.length}`, capability: 'chat', isNeeded: true, passed: strangers.length === 0 && isKept },
      ...{ asked: `The code word is "${word}", with ${words.length} at once`, wanted: `${word}, and no other`, got: shown(text) },
    };
  });
}

function says(text: string, word: string): boolean {
  return text.toLowerCase().includes(word);
}
