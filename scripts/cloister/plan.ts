import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import {
  type Alternative,
  type EnginePlan,
  gib,
  type KvType,
  type ModelMemory,
  makePlan,
  type PlannedBox,
  type PlanWishes,
  probeDisk,
  probeHardware,
  readModelMemory,
  speedAssumptions,
  tokens,
} from '#server/hardware/index.ts';
import type { Appliance } from './appliance-client.ts';
import { table } from './lines.ts';
import { addVerb, type Ending } from './verb.ts';
import { words } from './words.ts';

type Options = {
  model: string;
  vram?: number[] | 'unified';
  ram?: number;
  context?: number;
  sequences?: number;
  kv?: KvType;
  ubatch?: number;
};

/** `cloister plan --model FILE`: off line, for this box or for one that is not here. Nothing is started, nothing is kept. */
export function addPlan(program: Command, ending: Ending): void {
  addVerb(program, ending, 'plan', words('plan.about'), async ({ appliance }, _none, options: Options) => {
    const model = await readModelMemory(resolve(options.model));
    const { context, sequences, kv, ubatch } = options;
    const wishes: PlanWishes = {
      ...(context !== undefined && { context }),
      ...(sequences !== undefined && { sequences }),
      ...(kv !== undefined && { kvType: kv }),
      ...(ubatch !== undefined && { ubatch }),
    };
    const box = await boxOf(options);
    const isHere = options.vram === undefined && options.ram === undefined;
    const plan = (isHere && (await asTuned(appliance, box, model, wishes))) || makePlan(box, model, wishes);
    const about = isHere ? await loadingWords(options.model, model.sizeBytes) : [words('plan.cores', { cores: box.cores })];
    return { json: plan, lines: [...pageOf(plan, model.name), ...about], status: plan.fits ? 0 : 1 };
  })
    .allowExcessArguments(false)
    .requiredOption('--model <file>', words('plan.modelOption'))
    .option('--vram <sizes>', words('plan.vramOption'), vram)
    .option('--ram <size>', words('plan.ramOption'), bytes)
    .option('--context <tokens>', words('plan.contextOption'), whole(256, 16_777_216))
    .option('--sequences <n>', words('plan.sequencesOption'), whole(1, 256))
    .option('--kv <type>', words('plan.kvOption'), kvType)
    .option('--ubatch <n>', words('plan.ubatchOption'), whole(1, 65_536));
}

/** The plan with what was measured here, where an appliance runs and knows of it; null where it does not, or it fits no more. */
async function asTuned(appliance: Appliance, box: PlannedBox, model: ModelMemory, wishes: PlanWishes): Promise<EnginePlan | null> {
  const profile = await appliance.trpc.tuning.profile.query({ model: model.name }).catch(() => null);
  if (!profile) return null;
  const plan = makePlan(box, model, { ...profile.settings, ...wishes });
  return plan.fits ? { ...plan, reasons: [...plan.reasons, ...profile.reasons] } : null;
}

/** This box, with what was said in the place of what is here. */
async function boxOf({ vram: cards, ram }: Options): Promise<PlannedBox> {
  const here = await probeHardware();
  const memory = ram === undefined ? {} : { memoryBytes: ram };
  if (cards === undefined) return { ...here, ...memory };
  if (cards === 'unified') return { ...here, ...memory, cards: [], isMemoryUnified: true };
  const many = cards.length > 1;
  const named = cards.map((size, at) => ({
    ...{ name: many ? `card ${at + 1}` : 'the card', memoryBytes: size, freeBytes: size, backend: 'cuda' as const },
  }));
  return { ...here, ...memory, cards: named };
}

async function loadingWords(file: string, sizeBytes: number): Promise<string[]> {
  const disk = await probeDisk(resolve(file));
  const seconds = Math.ceil(sizeBytes / disk.readBytesPerS);
  return [words('plan.loading', { speedBytes: Math.round(disk.readBytesPerS), seconds })];
}

function pageOf(plan: EnginePlan, name: string): string[] {
  const flags = Object.entries(plan.env).map(([key, value]) => `${key}=${value}`);
  return [
    words(plan.fits ? 'plan.fits' : 'plan.fitsNot', {
      name,
      driver: plan.driver,
      context: tokens(plan.context),
      sequences: plan.sequences,
    }),
    ...plan.reasons.map((reason) => `  ${reason}`),
    '',
    ...table([
      ['', ...['users', 'context', 'kv', 'ubatch', 'cpu', 'writes', 'reads'].map((column) => words(`plan.columns.${column as Column}`))],
      ...plan.alternatives.map(rowOf),
    ]),
    speedAssumptions,
    '',
    ...plan.devices.map(({ name: device, usedBytes, budgetBytes }) => `${device}: ${gib(usedBytes)} / ${gib(budgetBytes)} GiB`),
    words('plan.ram', { used: gib(plan.hostRam.usedBytes), budget: gib(plan.hostRam.budgetBytes) }),
    '',
    [...flags, ...plan.command].map(quoted).join(' '),
  ];
}

type Column = 'users' | 'context' | 'kv' | 'ubatch' | 'cpu' | 'writes' | 'reads';

function rowOf(row: Alternative): string[] {
  const speeds = row.fits
    ? [row.generationTokensPerSecond, row.promptTokensPerSecond].map((speed) => `${speed}/s`)
    : [words('plan.rowFitsNot'), ''];
  const layers = row.gpuLayers === 0 ? words('plan.allOnCpu') : String(row.expertLayersOnCpu);
  return [words(`plan.aims.${row.aim}`), String(row.users), tokens(row.context), row.kvType, String(row.ubatch), layers, ...speeds];
}

/** As a shell reads it. */
function quoted(text: string): string {
  return /^[\w./,:=+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

const MIB = 1024 ** 2;
const units: Readonly<Record<string, number>> = { gib: 1024 * MIB, mib: MIB, gb: 1e9, mb: 1e6, g: 1024 * MIB, m: MIB };

/** "24GiB" in bytes. */
function bytes(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/i.exec(text.trim()) ?? [];
  const factor = units[unit.toLowerCase()];
  const size = Number(number) * (factor ?? Number.NaN);
  if (!(size >= MIB && size <= 2 ** 50)) throw new InvalidArgumentError(words('plan.sizeInvalid'));
  return Math.floor(size);
}

function vram(text: string): number[] | 'unified' {
  if (text === 'unified') return 'unified';
  if (text === '0' || text === 'none') return [];
  const sizes = text.split(',').map(bytes);
  if (sizes.length > 16) throw new InvalidArgumentError(words('plan.cardsTooMany'));
  return sizes;
}

function whole(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) throw new InvalidArgumentError(words('plan.numberInvalid', { least, most }));
    return value;
  };
}

function kvType(text: string): KvType {
  if (text !== 'f16' && text !== 'q8_0' && text !== 'q4_0') throw new InvalidArgumentError(words('plan.kvInvalid'));
  return text;
}
