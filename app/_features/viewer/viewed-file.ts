import type { Outputs } from '#app/_data/outputs.ts';

/** A file as the viewer gets it. */
export type ViewedFile = Outputs['repositories']['file'];
