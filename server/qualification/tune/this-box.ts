import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { HardwareProbe } from '#server/hardware/index.ts';
import { type Release, thisRelease } from '#server/releases/index.ts';
import type { Hardware } from './profile.ts';

const MIB = 1024 ** 2;

/** What a profile holds for: as long as all of it stays, its figures do. */
export type BoxFacts = { hardware: Hardware; hardwareDigest: string; release: Pick<Release, 'version' | 'commit'>; engine: string };

/** @param probe what the box has now */
export function boxFacts(probe: HardwareProbe): BoxFacts {
  const { cores, physicalCores, numaNodes, instructions, memoryBytes, isMemoryUnified, cards } = probe;
  const { version, commit } = thisRelease();
  const hardware = {
    ...{ cores, physicalCores, numaNodes, instructions: [...instructions], memoryMib: Math.round(memoryBytes / MIB), isMemoryUnified },
    cards: cards.map((card) => ({ name: card.name, memoryMib: Math.round(card.memoryBytes / MIB) })),
  };
  return { hardware, hardwareDigest: hardwareDigest(hardware), release: { version, commit }, engine: engineVersion() };
}

/** Names a box by what decides how fast it is. */
export function hardwareDigest(hardware: Hardware): string {
  return createHash('sha256').update(JSON.stringify(hardware)).digest('hex');
}

const packageFolder = join(import.meta.dirname, '../../../node_modules/node-llama-cpp');
const version = z.object({ version: z.string() });
const llamaCpp = z.object({ release: z.string() });

/** Both drivers run the llama.cpp that node-llama-cpp carries. */
function engineVersion(): string {
  const read = (file: string): unknown => JSON.parse(readFileSync(join(packageFolder, file), 'utf8'));
  const { release } = llamaCpp.parse(read('llama/binariesGithubRelease.json'));
  return `node-llama-cpp ${version.parse(read('package.json')).version}, llama.cpp ${release}`;
}
