import type { FrameWriter } from './frame-writer.ts';
import type { EndReason, GenerateBody } from './protocol.ts';
import { type Piece, TextAssembler } from './text-assembler.ts';

/** Tokens that make whole characters together, and their text. */
type Group = { ids: readonly number[]; text: string };

/**
 * Turns what another server says of an answer into frames as the embedded engine writes them: ids with exactly their text, nothing
 * of a stop string, no token that ends the answer.
 */
export class Answer {
  readonly #request: Pick<GenerateBody, 'tokens' | 'stop'>;
  readonly #frames: FrameWriter;
  readonly #assembler: TextAssembler<Group>;
  /** Tokens without text wait for the next one: the token that ends an answer is one of them, and no part of it. */
  #silent: number[] = [];
  #outputTokens = 0;
  #cachedTokens = 0;

  constructor(request: Pick<GenerateBody, 'tokens' | 'stop'>, frames: FrameWriter) {
    this.#request = request;
    this.#frames = frames;
    this.#assembler = new TextAssembler((groups) => groups.map((group) => group.text).join(''), request.stop);
  }

  /** @param cachedTokens tokens of the prompt that were not read again */
  read(done: number, cachedTokens: number): void {
    this.#cachedTokens = cachedTokens;
    this.#frames.progress(done, this.#request.tokens.length);
  }

  /** @returns true once a stop string is complete, which ends the answer */
  push(ids: readonly number[], text: string): boolean {
    this.#outputTokens += ids.length;
    if (text === '') {
      this.#silent.push(...ids);
      return false;
    }
    const piece = this.#assembler.push({ ids: [...this.#silent.splice(0), ...ids], text });
    this.#add(piece);
    if (piece.stopped) this.#finish('stop');
    return piece.stopped;
  }

  /** @param isEndToken the last token said that the answer is at its end; else there was no room for more */
  end(isEndToken: boolean): void {
    if (isEndToken && this.#silent.length > 0) {
      this.#silent.pop();
      this.#outputTokens--;
    }
    if (this.#silent.length > 0) this.#add(this.#assembler.push({ ids: this.#silent.splice(0), text: '' }));
    this.#add(this.#assembler.finish());
    this.#finish(isEndToken ? 'end' : 'limit');
  }

  #finish(reason: EndReason): void {
    const promptTokens = this.#request.tokens.length;
    this.#frames.end({ end: { reason, promptTokens, cachedTokens: this.#cachedTokens, outputTokens: this.#outputTokens } });
  }

  #add({ ids, text }: Piece<Group>): void {
    this.#frames.add({ ids: ids.flatMap((group) => group.ids), text });
  }
}
