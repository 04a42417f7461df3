import { z } from 'zod';

/** What the appliance tells its engine process, as the first line of standard input. */
export const hostConfig = z.object({
  socket: z.string().min(1),
  modelFile: z.string().min(1),
  modelDigest: z.string(),
  plan: z.object({
    threads: z.int().min(1),
    context: z.int().min(64),
    sequences: z.int().min(1),
    batch: z.int().min(1),
    flashAttention: z.boolean(),
    gpuLayers: z.int().min(0),
    kvType: z.enum(['f16', 'q8_0', 'q4_0']),
    /** States of a recurrent model kept for each slot. */
    contextCheckpoints: z.int().min(0),
    /** What slots have read, kept for when another took the slot. */
    cacheRamMiB: z.int().min(0),
  }),
});

export type HostConfig = z.infer<typeof hostConfig>;
