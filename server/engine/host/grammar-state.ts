import type { Llama, LlamaGrammarEvaluationState, Token } from 'node-llama-cpp';

/** The two calls of node-llama-cpp's library that its own sampler makes; its interface has no name for them. */
type GrammarCalls = {
  canBeNextTokenForGrammarEvaluationState(state: unknown, token: Token): boolean;
  acceptGrammarEvaluationStateToken(state: unknown, token: Token): void;
};

/**
 * Moves a grammar on by one token that was written before.
 *
 * @returns false, and nothing moved, where the grammar does not allow it there: the library would end the process
 */
export function acceptToken(llama: Llama, grammar: LlamaGrammarEvaluationState, token: Token): boolean {
  const calls = (llama as unknown as { _bindings: { AddonSampler: GrammarCalls } })._bindings.AddonSampler;
  const state = (grammar as unknown as { _state: unknown })._state;
  if (!calls.canBeNextTokenForGrammarEvaluationState(state, token)) return false;
  calls.acceptGrammarEvaluationStateToken(state, token);
  return true;
}
