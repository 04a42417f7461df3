import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { promisify } from 'node:util';

/** A graphics card, as far as it can be seen without loading a library for it. */
export type GraphicsCard = { name: string; memoryBytes: number; freeBytes: number };

/** What this box has for an engine, inside the limits that its cgroup sets. */
export type HardwareProbe = {
  /** Threads that may run at the same time: cores, affinity and processor quota together. */
  cores: number;
  /** Of these, real cores: a hyper-thread beside a busy one adds nothing to matrix products. */
  physicalCores: number;
  memoryBytes: number;
  availableBytes: number;
  cards: readonly GraphicsCard[];
};

/** Looks at the box. Reads kernel files, and asks nvidia-smi where its driver is loaded; never fails, never takes more than 5 s. */
export async function probeHardware(): Promise<HardwareProbe> {
  const cores = availableParallelism();
  const limitBytes = process.constrainedMemory();
  const memoryBytes = limitBytes > 0 ? Math.min(limitBytes, totalmem()) : totalmem();
  return {
    cores,
    physicalCores: Math.min(await physicalCores(), cores),
    memoryBytes,
    availableBytes: Math.min(process.availableMemory(), memoryBytes),
    cards: [...(await nvidiaCards()), ...(await amdCards())],
  };
}

async function physicalCores(): Promise<number> {
  const cpus = (await list('/sys/devices/system/cpu')).filter((name) => /^cpu\d+$/.test(name));
  const siblings = await Promise.all(cpus.map((cpu) => text(`/sys/devices/system/cpu/${cpu}/topology/thread_siblings_list`)));
  const groups = new Set(siblings.filter((group) => group !== ''));
  return groups.size > 0 ? groups.size : availableParallelism();
}

async function nvidiaCards(): Promise<GraphicsCard[]> {
  if (!existsSync('/proc/driver/nvidia/version')) return [];
  const query = ['--query-gpu=name,memory.total,memory.free', '--format=csv,noheader,nounits'];
  const MIB = 1024 * 1024;
  try {
    const { stdout } = await promisify(execFile)('nvidia-smi', query, { timeout: 5_000 });
    return stdout
      .split('\n')
      .map((line) => line.split(',').map((part) => part.trim()))
      .filter((parts) => parts.length === 3)
      .map(([name = '', total, free]) => ({ name, memoryBytes: Number(total) * MIB, freeBytes: Number(free) * MIB }));
  } catch {
    // A driver without its tool: the card is there, and what it holds is unknown.
    return [{ name: 'NVIDIA', memoryBytes: 0, freeBytes: 0 }];
  }
}

async function amdCards(): Promise<GraphicsCard[]> {
  const cards = (await list('/sys/class/drm')).filter((name) => /^card\d+$/.test(name));
  const found: GraphicsCard[] = [];
  for (const card of cards) {
    const memoryBytes = Number(await text(`/sys/class/drm/${card}/device/mem_info_vram_total`));
    const usedBytes = Number(await text(`/sys/class/drm/${card}/device/mem_info_vram_used`));
    if (memoryBytes > 0) found.push({ name: `AMD ${card}`, memoryBytes, freeBytes: memoryBytes - usedBytes });
  }
  return found;
}

async function list(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

async function text(file: string): Promise<string> {
  return (await readFile(file, 'utf8').catch(() => '')).trim();
}
