import type { Outputs } from '#app/_data/outputs.ts';

/** One repository with all that its page tells. */
export type Repository = Outputs['repositories']['get'];
