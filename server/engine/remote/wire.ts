/** What a cluster says, as far as it is read here: the OpenAI-compatible interface of vLLM and SGLang, and llama-server's own. */
import { z } from 'zod';

export const modelsReply = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      max_model_len: z.int().optional(),
      meta: z.object({ n_vocab: z.int(), n_ctx_train: z.int() }).nullish(),
    }),
  ),
});

/** llama-server alone has this. */
export const propsReply = z.object({
  total_slots: z.int().min(1),
  chat_template: z.string(),
  bos_token: z.string(),
  eos_token: z.string(),
  default_generation_settings: z.object({ n_ctx: z.int().min(1) }),
});

const named = z.union([z.string(), z.object({ content: z.string() }).transform(({ content }) => content)]);

/** vLLM with `--enable-tokenizer-info-endpoint`. */
export const tokenizerInfo = z.object({
  chat_template: z.string().nullish(),
  bos_token: named.nullish(),
  eos_token: named.nullish(),
});

export const tokenizeReply = z.object({ tokens: z.array(z.int()) });

export const completionEvent = z.union([
  z.object({ error: z.object({ message: z.string() }) }),
  z.object({
    choices: z.array(
      z.object({
        text: z.string(),
        token_ids: z.array(z.int()).nullish(),
        finish_reason: z.enum(['stop', 'length', 'abort', 'error']).nullish(),
      }),
    ),
    usage: z.object({ prompt_tokens_details: z.object({ cached_tokens: z.int().nullish() }).nullish() }).nullish(),
  }),
]);

const logprob = z.record(z.string(), z.object({ logprob: z.number() }));
export const scoredReply = z.object({ choices: z.array(z.object({ prompt_logprobs: z.array(logprob.nullable()) })).min(1) });

export const errorReply = z.union([
  z.object({ error: z.object({ message: z.string() }) }),
  z.object({ message: z.string() }).transform(({ message }) => ({ error: { message } })),
]);
