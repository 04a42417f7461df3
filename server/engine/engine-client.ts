import type { GenerateFrame, GenerateRequest } from './engine.ts';
import type { EngineProperties, StateLine } from './protocol.ts';

/**
 * The appliance's side of one running engine, whatever is spoken to it. Errors are AppErrors, as `Engine` says.
 */
export interface EngineClient {
  /** Every state from now until the engine ends; a stream cut short ends it as well. */
  states(signal: AbortSignal): AsyncIterable<StateLine>;
  properties(): Promise<EngineProperties>;
  generate(request: GenerateRequest, signal: AbortSignal): AsyncIterable<GenerateFrame>;
  tokenize(text: string, special: boolean): Promise<number[]>;
  eraseSlot(slot: number): Promise<void>;
  embed(tokens: readonly number[]): Promise<number[]>;
  score(tokens: readonly number[], slot: number): Promise<number[]>;
}
