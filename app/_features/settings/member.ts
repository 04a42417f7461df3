import type { Outputs } from '#app/_data/outputs.ts';

/** A person as administrators see them. */
export type Member = Outputs['users']['list'][number];
