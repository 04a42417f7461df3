import type { Plan } from './use-engine.ts';

/** One figure of another plan against the present one's. Of a speed `change` is a share, of all else the difference itself. */
export type Difference = {
  name: 'expertsOnCpu' | 'layersOnCards' | 'card' | 'host' | 'writing' | 'reading';
  /** Which card, from 0, where the figure is one's. */
  card?: number;
  unit: 'layers' | 'bytes' | 'speed';
  value: number;
  change: number;
  isWorse: boolean;
};

/** What another plan would change, in the order of the card: placement, memory, assumed speeds. */
export function differences(present: Plan, other: Plan): Difference[] {
  const [now] = present.alternatives;
  const [then] = other.alternatives;
  const more = (name: Difference['name'], unit: 'layers' | 'bytes', before: number, value: number, isWorse: boolean): Difference => ({
    ...{ name, unit, value, change: value - before, isWorse },
  });
  const faster = (name: Difference['name'], before = 0, value = 0): Difference => ({
    ...{ name, unit: 'speed', value, change: before > 0 ? value / before - 1 : 0, isWorse: value < before },
  });
  const placement = present.devices.length === 0 ? [] : placementOf(present, other, more);
  const host = more(
    'host',
    'bytes',
    present.hostRam.usedBytes,
    other.hostRam.usedBytes,
    other.hostRam.usedBytes > present.hostRam.usedBytes,
  );
  return [
    ...placement,
    host,
    faster('writing', now?.generationTokensPerSecond, then?.generationTokensPerSecond),
    faster('reading', now?.promptTokensPerSecond, then?.promptTokensPerSecond),
  ];
}

type More = (name: Difference['name'], unit: 'layers' | 'bytes', before: number, value: number, isWorse: boolean) => Difference;

function placementOf(present: Plan, other: Plan, more: More): Difference[] {
  const cards = other.devices.map((device, card) => {
    const before = present.devices[card]?.usedBytes ?? 0;
    return { ...more('card', 'bytes', before, device.usedBytes, device.usedBytes > before), card };
  });
  return [
    more('expertsOnCpu', 'layers', present.expertLayersOnCpu, other.expertLayersOnCpu, other.expertLayersOnCpu > present.expertLayersOnCpu),
    more('layersOnCards', 'layers', present.gpuLayers, other.gpuLayers, other.gpuLayers < present.gpuLayers),
    ...cards,
  ];
}
