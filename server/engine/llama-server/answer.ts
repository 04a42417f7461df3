import type { FrameWriter } from '../frame-writer.ts';
import type { GenerateBody } from '../protocol.ts';
import { Refused } from '../refused.ts';
import { type Assembled, type Piece, TextAssembler } from '../text-assembler.ts';
import type { AnswerEvent } from './wire.ts';

/** Tokens that make whole characters together, and their text. */
type Group = { ids: readonly number[]; text: string };

/**
 * Turns llama-server's events into frames as the embedded engine writes them: ids with exactly their text, nothing of a stop
 * string, no token that ends the answer.
 */
export class Answer {
  readonly #request: GenerateBody;
  readonly #frames: FrameWriter;
  readonly #tokenize: (text: string) => Promise<number[]>;
  readonly #assembler: TextAssembler<Group>;
  /** Tokens without text wait for the next one: the token that ends an answer is one of them, and no part of it. */
  #silent: number[] = [];
  #seen = 0;
  #cachedTokens = 0;

  /** @param tokenize gives the ids of a text, for those that llama-server does not tell */
  constructor(request: GenerateBody, frames: FrameWriter, tokenize: (text: string) => Promise<number[]>) {
    this.#request = request;
    this.#frames = frames;
    this.#tokenize = tokenize;
    this.#assembler = new TextAssembler((groups) => groups.map((group) => group.text).join(''), request.stop);
  }

  /**
   * Takes the next event.
   *
   * @returns true once the answer is at its end
   * @throws Refused when llama-server says that it failed
   */
  async take(event: AnswerEvent): Promise<boolean> {
    if ('error' in event) throw new Refused({ code: 'refused', reason: event.error.message });
    if ('prompt_progress' in event) {
      const { cache, processed, total } = event.prompt_progress;
      this.#cachedTokens = cache;
      this.#frames.progress(processed, total);
      return false;
    }
    if ('stop_type' in event) return this.#end(event.stop_type === 'eos');
    return this.#token(event);
  }

  async #token({ content, tokens: [id = 0], tokens_predicted: predicted }: Extract<AnswerEvent, { tokens: unknown }>): Promise<boolean> {
    const untold = predicted - this.#seen - 1;
    this.#seen = predicted;
    if (content === '' && untold === 0) {
      this.#silent.push(id);
      return false;
    }
    const ids = untold > 0 ? await this.#idsOf(content, untold, id) : [id];
    const piece = this.#assembler.push({ ids: [...this.#silent.splice(0), ...ids], text: content });
    this.#add(piece);
    if (piece.stopped) this.#finish('stop');
    return piece.stopped;
  }

  /** The ids of a text of which only the last was told. A text in mid-answer may be cut otherwise at its start, never at its end. */
  async #idsOf(text: string, untold: number, last: number): Promise<number[]> {
    const ids = await this.#tokenize(text);
    const tail = ids.slice(-(untold + 1));
    return tail.length === untold + 1 && tail.at(-1) === last ? tail : ids;
  }

  #end(isEndToken: boolean): true {
    if (isEndToken) {
      this.#silent.pop();
      this.#seen--;
    }
    if (this.#silent.length > 0) this.#add(this.#assembler.push({ ids: this.#silent.splice(0), text: '' }));
    this.#add(this.#assembler.finish());
    this.#finish(isEndToken ? 'end' : 'limit');
    return true;
  }

  #finish(reason: 'end' | 'limit' | 'stop'): void {
    const { tokens } = this.#request;
    this.#frames.end({ end: { reason, promptTokens: tokens.length, cachedTokens: this.#cachedTokens, outputTokens: this.#seen } });
  }

  #add({ ids, text }: Piece<Group> | Assembled<Group>): void {
    this.#frames.add({ ids: ids.flatMap((group) => group.ids), text });
  }
}
