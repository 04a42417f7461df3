import type { Engine, EngineProperties } from '#server/engine/index.ts';
import type { RenderedRun } from './chat-template.ts';

export type Tokenizer = Pick<Engine, 'tokenize' | 'properties'>;

type Special = EngineProperties['specialTokens'][number];
type Segment = { special: number } | { text: string };

/**
 * Token ids of a rendered prompt. Special tokens are read in the template's own words and nowhere else: what people and passages
 * say stays text, "<|im_end|>" included.
 */
export async function promptTokens(engine: Tokenizer, runs: readonly RenderedRun[]): Promise<number[]> {
  const { specialTokens, tokens: facts } = await engine.properties();
  const ids: number[] = facts.addBos && facts.bos !== null ? [facts.bos] : [];
  for (const segment of segments(runs, specialTokens)) {
    if ('text' in segment) ids.push(...(await engine.tokenize(segment.text)));
    // A template that writes the first token itself, and a model that asks for it, mean the same one.
    else if (!(ids.length === 1 && facts.addBos && segment.special === facts.bos)) ids.push(segment.special);
  }
  return ids;
}

/** Cuts a prompt at its special tokens. Texts between two of them stay whole, template and content together: cut words read differently. */
export function segments(runs: readonly RenderedRun[], specialTokens: readonly Special[]): Segment[] {
  const found: Segment[] = [];
  const append = (text: string, mayJoin: boolean) => {
    const last = found.at(-1);
    if (mayJoin && last && 'text' in last) last.text += text;
    else if (text !== '') found.push({ text });
  };
  const control = specialTokens.filter((token) => token.kind === 'control');
  const everywhere = specialTokens.filter((token) => token.kind === 'userDefined' && token.text.length > 1 && token.text.trim() !== '');
  for (const run of runs) {
    if (run.from === 'content') {
      for (const [index, part] of split(run.text, everywhere).entries()) append(part, index === 0);
      continue;
    }
    let rest = run.text;
    for (let next = firstOf(rest, control); next; next = firstOf(rest, control)) {
      append(rest.slice(0, next.at), true);
      found.push({ special: next.token.id });
      rest = rest.slice(next.at + next.token.text.length);
    }
    append(rest, true);
  }
  return found;
}

/**
 * llama.cpp reads user-defined tokens (such as `<tool_call>`) in every text. In content they are cut behind their first
 * character, so that they stay words.
 */
function split(text: string, tokens: readonly Special[]): string[] {
  const parts: string[] = [];
  let rest = text;
  for (let next = firstOf(rest, tokens); next; next = firstOf(rest, tokens)) {
    const cut = next.at + (String.fromCodePoint(next.token.text.codePointAt(0) ?? 0).length || 1);
    parts.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  return [...parts, rest];
}

/** The special token that begins first; of two that begin together the longer. */
function firstOf(text: string, tokens: readonly Special[]): { at: number; token: Special } | null {
  let first: { at: number; token: Special } | null = null;
  for (const token of tokens) {
    const at = text.indexOf(token.text);
    if (at < 0) continue;
    if (!first || at < first.at || (at === first.at && token.text.length > first.token.text.length)) first = { at, token };
  }
  return first;
}
