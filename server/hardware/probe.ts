import { readdir, readFile } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { probeCards } from './cards.ts';
import type { GraphicsCard } from './graphics-card.ts';
import { cgroupFiles, instructionSets, limitOf } from './kernel-facts.ts';

/** What this box has for an engine, inside the limits that its cgroup sets. */
export type HardwareProbe = {
  /** Threads that may run at the same time: cores, affinity and processor quota together. */
  cores: number;
  /** Of these, real cores: a hyper-thread beside a busy one adds nothing to matrix products. */
  physicalCores: number;
  numaNodes: number;
  /** Instruction sets that llama.cpp's libraries choose among, such as "avx2". */
  instructions: readonly string[];
  memoryBytes: number;
  availableBytes: number;
  /** Whether cards and processor share one memory. */
  isMemoryUnified: boolean;
  cards: readonly GraphicsCard[];
};

/** Looks at the box: kernel files, and the tools of graphics drivers where there are some. Never fails, never takes more than 5 s. */
export async function probeHardware(): Promise<HardwareProbe> {
  const cores = availableParallelism();
  const memoryBytes = await memoryWithinLimits();
  const nodes = (await list('/sys/devices/system/node')).filter((name) => /^node\d+$/.test(name));
  return {
    cores,
    physicalCores: Math.min(await physicalCores(), cores),
    numaNodes: Math.max(1, nodes.length),
    instructions: instructionSets(await text('/proc/cpuinfo')),
    memoryBytes,
    availableBytes: Math.min(process.availableMemory(), memoryBytes),
    // No such machine is installed on: Apple's are planned for by hand, and chips with a shared memory hide it as a card's.
    isMemoryUnified: false,
    cards: await probeCards(),
  };
}

async function physicalCores(): Promise<number> {
  const cpus = (await list('/sys/devices/system/cpu')).filter((name) => /^cpu\d+$/.test(name));
  const siblings = await Promise.all(cpus.map((cpu) => text(`/sys/devices/system/cpu/${cpu}/topology/thread_siblings_list`)));
  const groups = new Set(siblings.filter((group) => group !== ''));
  return groups.size > 0 ? groups.size : availableParallelism();
}

/** Node looks at the own cgroup; a limit of one above it, as of a container in a slice, holds as well. */
async function memoryWithinLimits(): Promise<number> {
  const files = cgroupFiles(await text('/proc/self/cgroup'));
  const limits = await Promise.all(files.map(async (file) => limitOf(await text(file))));
  const own = process.constrainedMemory();
  return Math.min(totalmem(), own > 0 ? own : Number.POSITIVE_INFINITY, ...limits);
}

async function list(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

async function text(file: string): Promise<string> {
  return (await readFile(file, 'utf8').catch(() => '')).trim();
}
