import type { GraphicsCard, PcieLink } from './graphics-card.ts';
import { MIB } from './plan-limits.ts';

/** What CUDA itself takes of a card when a program begins to use it: nvidia-smi shows it as free, llama.cpp does not. */
const CUDA_CONTEXT_BYTES = 400 * MIB;

export const nvidiaQuery = [
  '--query-gpu=name,memory.total,memory.free,pcie.link.gen.max,pcie.link.width.current',
  '--format=csv,noheader,nounits',
] as const;

/** @param listing what nvidia-smi answers to `nvidiaQuery`; lines that say something else are left out */
export function cardsOfNvidiaSmi(listing: string): GraphicsCard[] {
  return listing.split('\n').flatMap((line) => {
    const [name = '', total, free, generation, lanes] = line.split(',').map((part) => part.trim());
    const memoryBytes = Number(total) * MIB;
    if (!(memoryBytes > 0)) return [];
    const freeBytes = Math.max(0, Number(free) * MIB - CUDA_CONTEXT_BYTES);
    const pcie = Number(generation) > 0 && Number(lanes) > 0 ? { generation: Number(generation), lanes: Number(lanes) } : null;
    return [{ name, memoryBytes, freeBytes, backend: 'cuda' as const, ...(pcie && { pcie }) }];
  });
}

/** @param listing `rocm-smi --showproductname --json` @returns names in the order of cards */
export function namesOfRocmSmi(listing: string): string[] {
  try {
    const cards: unknown = JSON.parse(listing);
    if (typeof cards !== 'object' || cards === null) return [];
    return Object.entries(cards as Record<string, Record<string, string>>)
      .filter(([key]) => /^card\d+$/.test(key))
      .sort(([a], [b]) => Number(a.slice(4)) - Number(b.slice(4)))
      .map(([key, of]) => of['Card Series'] ?? of['Card series'] ?? of['Card SKU'] ?? key);
  } catch {
    return [];
  }
}

/**
 * @param listing the long form of vulkaninfo, whose heaps say what is free
 * @returns real cards with memory of their own; renderers on the processor and chips without are left out
 */
export function cardsOfVulkanInfo(listing: string): GraphicsCard[] {
  return listing
    .split(/^GPU\d+:\s*$/m)
    .slice(1)
    .flatMap((device) => {
      const said = (key: string) => new RegExp(`^\\s*${key}\\s*=\\s*(.+)$`, 'm').exec(device)?.[1]?.trim() ?? '';
      if (!said('deviceType').includes('DISCRETE_GPU')) return [];
      const heaps = device.split(/memoryHeaps\[\d+\]:/).slice(1);
      const own = heaps
        .filter((heap) => heap.includes('MEMORY_HEAP_DEVICE_LOCAL_BIT'))
        .map((heap) => ({
          size: Number(/size\s*=\s*(\d+)/.exec(heap)?.[1] ?? 0),
          budget: Number(/budget\s*=\s*(\d+)/.exec(heap)?.[1] ?? 0),
        }));
      const heap = own.toSorted((a, b) => b.size - a.size)[0];
      if (!heap) return [];
      return [{ name: said('deviceName'), memoryBytes: heap.size, freeBytes: heap.budget || heap.size, backend: 'vulkan' as const }];
    });
}

/** @param speed as in sysfs, "16.0 GT/s PCIe" @param width lanes */
export function linkOf(speed: string, width: string): PcieLink | null {
  const generation = [2.5, 5, 8, 16, 32, 64].indexOf(Number.parseFloat(speed)) + 1;
  return generation > 0 && Number(width) > 0 ? { generation, lanes: Number(width) } : null;
}
