/** What llama-server says, as far as it is read here. */
import { z } from 'zod';

export const tokenizeReply = z.object({ tokens: z.array(z.int()) });

export const detokenizeReply = z.object({ content: z.string() });

/** What a slot had read, now in a file. */
export const savedReply = z.object({ n_saved: z.int() });

/** Without a pooling of its own the model gives a vector for each token. */
export const embeddingReply = z.array(z.object({ embedding: z.array(z.array(z.number()).min(1)).min(1) })).min(1);

export const errorReply = z.object({ error: z.object({ message: z.string(), type: z.string().optional() }) });

export const progressEvent = z.object({ prompt_progress: z.object({ total: z.int(), cache: z.int(), processed: z.int() }) });

/** One token, or the last of a few: those that end inside a character are counted, and their ids told nowhere. */
export const tokenEvent = z.object({ content: z.string(), tokens: z.array(z.int()).length(1), tokens_predicted: z.int() });

export const endEvent = z.object({ stop_type: z.enum(['none', 'eos', 'limit', 'word']), tokens_predicted: z.int() });

export const answerEvent = z.union([errorReply, progressEvent, endEvent, tokenEvent]);

export type AnswerEvent = z.infer<typeof answerEvent>;
