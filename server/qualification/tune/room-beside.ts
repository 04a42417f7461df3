import type { EnginePlan, HardwareProbe } from '#server/hardware/index.ts';

const MIB = 1024 ** 2;
/** What stays free for everything else while a second engine runs. */
const SPARE_BYTES = 256 * MIB;

/** The box as it is without the engine that serves: what its cards hold is planned for as if it were free. */
export function withoutServing(probe: HardwareProbe, serving: EnginePlan | null): HardwareProbe {
  const cards = probe.cards.map((card, at) => ({
    ...card,
    freeBytes: Math.min(card.memoryBytes, card.freeBytes + (serving?.devices[at]?.usedBytes ?? 0)),
  }));
  return { ...probe, cards };
}

/**
 * What a second engine lacks beside the one that serves, in host memory and on each card; null where there is room for both. Pages of
 * the model's file that both map count as free: they are there once.
 *
 * @param probe the box as it is now, with the engine that serves
 */
export function lackingBeside(plan: EnginePlan, probe: HardwareProbe): { neededBytes: number; freeBytes: number } | null {
  const host = { neededBytes: plan.hostRam.engineBytes + SPARE_BYTES, freeBytes: probe.availableBytes };
  const cards = plan.devices.map(({ usedBytes }, at) => ({ neededBytes: usedBytes, freeBytes: probe.cards[at]?.freeBytes ?? 0 }));
  return [host, ...cards].find(({ neededBytes, freeBytes }) => neededBytes > freeBytes) ?? null;
}
