import type { EnginePlan } from './engine-plan.ts';

/**
 * The llama-server that is placed as a plan says, flags as in llama.cpp's common/arg.cpp. Nothing is left to `--fit`, which looks
 * at no host memory and switches itself off once a layer is named.
 */
export function llamaServerCommand(plan: Omit<EnginePlan, 'command' | 'reasons' | 'alternatives'>, modelFile: string): string[] {
  const { ropeScaling, tensorSplit, numa } = plan;
  return [
    ...['llama-server', '-m', modelFile],
    ...['-c', String(plan.context * plan.sequences), '-np', String(plan.sequences), '--no-kv-unified'],
    ...['-ngl', String(plan.gpuLayers), '--fit', 'off'],
    ...(plan.expertLayersOnCpu > 0 ? ['--n-cpu-moe', String(plan.expertLayersOnCpu)] : []),
    ...(plan.gpuLayers > 0 ? ['-sm', plan.splitMode] : []),
    ...(tensorSplit.length > 1 ? ['-ts', tensorSplit.join(',')] : []),
    ...['-fa', plan.flashAttention ? 'on' : 'off', '-ctk', plan.kvType, '-ctv', plan.kvType],
    ...['-b', String(plan.batch), '-ub', String(plan.ubatch), '-t', String(plan.threads), '-tb', String(plan.threadsBatch)],
    ...['--load-mode', plan.mmap ? 'mmap' : 'none'],
    ...(numa ? ['--numa', numa] : []),
    ...['--cache-ram', String(plan.cacheRamMiB), '--ctx-checkpoints', String(plan.contextCheckpoints)],
    ...(ropeScaling
      ? [
          '--rope-scaling',
          ropeScaling.type,
          '--rope-scale',
          String(ropeScaling.factor),
          '--yarn-orig-ctx',
          String(ropeScaling.originalContext),
        ]
      : []),
  ];
}
