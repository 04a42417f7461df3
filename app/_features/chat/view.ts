import type { Outputs } from '#app/_data/outputs.ts';

/** A conversation as the server gives it, its messages and its answers. */
export type Conversation = Outputs['chat']['get'];
export type Message = Conversation['messages'][number];
export type Answer = NonNullable<Message['answer']>;

/** A repository that a question can be asked of. */
export type Repository = Outputs['repositories']['list'][number];

/** Is this answer still to be written? */
export function isUnfinished(answer: Answer | undefined): boolean {
  return answer?.state === 'waiting' || answer?.state === 'running';
}
