import type { FrameWriter } from '#server/engine/frame-writer.ts';
import type { ServedSlot } from '#server/engine/host/host-server.ts';
import type { EndReason, EngineProperties, GenerateBody } from '#server/engine/protocol.ts';
import { Refused } from '#server/engine/refused.ts';
import { TextAssembler } from '#server/engine/text-assembler.ts';

const SPECIAL = ['<|im_start|>', '<|im_end|>', '<|endoftext|>'] as const;
const FIRST_SPECIAL = 0x1_0000;
const ASSISTANT = '<|im_start|>assistant\n';

const template =
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

/** Holds tokens back until a test lets them go. */
export class TokenGate {
  passed = 0;
  #allowed = Number.POSITIVE_INFINITY;
  #waiting: (() => void)[] = [];

  hold(tokens: number): void {
    this.#allowed = tokens;
    this.#wake();
  }

  release(): void {
    this.hold(Number.POSITIVE_INFINITY);
  }

  /** Resolves when one token may pass, or the signal aborts; never before the next turn of the event loop, as in a real decode. */
  async pass(signal: AbortSignal): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#allowed <= 0 && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    if (signal.aborted) return;
    this.#allowed--;
    this.passed++;
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

type Script = {
  number: number;
  context: number;
  answer: (prompt: string) => string;
  source: ((prompt: string) => string) | undefined;
  gate: TokenGate;
  asked: { prompt: string; slot: number; grammar?: string }[];
};

export class ScriptedSlot implements ServedSlot {
  readonly #of: Script;
  #read: readonly number[] = [];

  constructor(of: Script) {
    this.#of = of;
  }

  async generate(body: GenerateBody, signal: AbortSignal, frames: FrameWriter): Promise<void> {
    const { number, context, gate, asked, source } = this.#of;
    if (body.tokens.length > context - 1) throw new Refused({ code: 'overflow', tokens: body.tokens.length, limit: context - 1 });
    if (body.grammar !== undefined && !source) throw new Refused({ code: 'refused', reason: 'the scripted engine knows no grammar' });
    const text = detokenize(body.tokens);
    asked.push({ prompt: text, slot: number, ...(body.grammar && { grammar: body.grammar }) });
    const cachedTokens = Math.min(commonPrefix(this.#read, body.tokens), body.tokens.length - 1);
    this.#read = body.tokens;

    const script = body.grammar && source ? scriptedTokenize(source(text), false) : this.#restOf(text);
    const maxTokens = Math.min(body.maxTokens, context - body.tokens.length);
    const assembler = new TextAssembler((ids) => detokenize(ids).toWellFormed(), body.stop);
    frames.progress(cachedTokens, body.tokens.length);
    frames.progress(body.tokens.length, body.tokens.length);
    let reason: EndReason = 'end';
    let outputTokens = 0;
    for (const id of script) {
      await gate.pass(signal);
      if (signal.aborted) return frames.cancel();
      outputTokens++;
      this.#read = [...this.#read, id];
      const piece = assembler.push(id);
      frames.add(piece);
      if (piece.stopped) reason = 'stop';
      else if (outputTokens === maxTokens) reason = 'limit';
      if (reason !== 'end') break;
    }
    frames.add(assembler.finish());
    frames.end({ end: { reason, promptTokens: body.tokens.length, cachedTokens, outputTokens } });
  }

  /** What the script says behind what is answered already. */
  #restOf(text: string): number[] {
    const marker = text.lastIndexOf(ASSISTANT);
    const begins = marker < 0 ? text.length : marker + ASSISTANT.length;
    const answered = scriptedTokenize(text.slice(begins), true);
    return scriptedTokenize(this.#of.answer(text.slice(0, begins)), false).slice(answered.length);
  }

  async erase(): Promise<void> {
    this.#read = [];
  }

  async score(): Promise<never> {
    throw new Refused({ code: 'refused', reason: 'the scripted engine does not score' });
  }
}

/** One id for each UTF-16 unit; special tokens only where asked for. */
export function scriptedTokenize(text: string, special: boolean): number[] {
  const ids: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const found = special ? SPECIAL.findIndex((token) => text.startsWith(token, at)) : -1;
    ids.push(found >= 0 ? FIRST_SPECIAL + found : text.charCodeAt(at));
    if (found >= 0) at += (SPECIAL[found]?.length ?? 1) - 1;
  }
  return ids;
}

export function scriptedProperties(slots: number, context: number, grammar: boolean): EngineProperties {
  return {
    driver: 'scripted',
    modelDigest: '0'.repeat(64),
    slots,
    contextPerSlot: context,
    contextTrained: context,
    vocabulary: FIRST_SPECIAL + SPECIAL.length,
    chatTemplate: template,
    tokens: { bos: null, eos: FIRST_SPECIAL + 1, eot: null, addBos: false, bosText: '', eosText: '<|im_end|>' },
    specialTokens: SPECIAL.map((text, index) => ({ id: FIRST_SPECIAL + index, text, kind: 'control' as const })),
    capabilities: { grammar, jsonSchema: false, embed: false, score: false, snapshots: false },
    warnings: [],
  };
}

function detokenize(ids: readonly number[]): string {
  return ids.map((id) => (id >= FIRST_SPECIAL ? (SPECIAL[id - FIRST_SPECIAL] ?? '') : String.fromCharCode(id))).join('');
}

function commonPrefix(a: readonly number[], b: readonly number[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}
