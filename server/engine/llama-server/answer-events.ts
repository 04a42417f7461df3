import type { Answer } from '../answer.ts';
import { Refused } from '../refused.ts';
import type { AnswerEvent } from './wire.ts';

/** Reads llama-server's events into an answer. */
export class AnswerEvents {
  readonly #answer: Answer;
  readonly #tokenize: (text: string) => Promise<number[]>;
  #seen = 0;

  /** @param tokenize gives the ids of a text, for those that llama-server does not tell */
  constructor(answer: Answer, tokenize: (text: string) => Promise<number[]>) {
    this.#answer = answer;
    this.#tokenize = tokenize;
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
      this.#answer.read(event.prompt_progress.processed, event.prompt_progress.cache);
      return false;
    }
    if ('stop_type' in event) {
      this.#answer.end(event.stop_type === 'eos');
      return true;
    }
    const untold = event.tokens_predicted - this.#seen - 1;
    this.#seen = event.tokens_predicted;
    const [id = 0] = event.tokens;
    return this.#answer.push(untold > 0 ? await this.#idsOf(event.content, untold, id) : [id], event.content);
  }

  /** The ids of a text of which only the last was told. A text in mid-answer may be cut otherwise at its start, never at its end. */
  async #idsOf(text: string, untold: number, last: number): Promise<number[]> {
    const ids = await this.#tokenize(text);
    const tail = ids.slice(-(untold + 1));
    return tail.length === untold + 1 && tail.at(-1) === last ? tail : ids;
  }
}
