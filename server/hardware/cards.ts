import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { cardsOfNvidiaSmi, cardsOfVulkanInfo, linkOf, namesOfRocmSmi, nvidiaQuery } from './card-listings.ts';
import type { GraphicsCard } from './graphics-card.ts';

/** Together below the 5 s that a look at the box may take. */
const TOOL_MS = 2_000;

/**
 * Cards of this box, by the tools and kernel files that are there; none is fine. Nothing is loaded, compiled or fetched.
 * Vulkan's tool is asked last: it lists the others' cards too.
 */
export async function probeCards(): Promise<GraphicsCard[]> {
  const [nvidia, amd] = await Promise.all([nvidiaCards(), amdCards()]);
  const found = [...nvidia, ...amd];
  if (found.length > 0 || !existsSync('/dev/dri')) return found;
  return cardsOfVulkanInfo(await outputOf('vulkaninfo', []));
}

async function nvidiaCards(): Promise<GraphicsCard[]> {
  if (!existsSync('/proc/driver/nvidia/version')) return [];
  const listing = await outputOf('nvidia-smi', nvidiaQuery);
  // A driver without its tool: the card is there, and what it holds is unknown.
  return listing === '' ? [{ name: 'NVIDIA', memoryBytes: 0, freeBytes: 0, backend: 'cuda' }] : cardsOfNvidiaSmi(listing);
}

async function amdCards(): Promise<GraphicsCard[]> {
  const folders = (await readdir('/sys/class/drm').catch(() => [])).filter((name) => /^card\d+$/.test(name)).sort();
  const found: GraphicsCard[] = [];
  for (const folder of folders) {
    const of = async (file: string) => (await readFile(`/sys/class/drm/${folder}/device/${file}`, 'utf8').catch(() => '')).trim();
    const memoryBytes = Number(await of('mem_info_vram_total'));
    if (!(memoryBytes > 0)) continue;
    const pcie = linkOf(await of('current_link_speed'), await of('current_link_width'));
    const freeBytes = memoryBytes - Number(await of('mem_info_vram_used'));
    found.push({ name: `AMD ${folder}`, memoryBytes, freeBytes, backend: 'vulkan', ...(pcie && { pcie }) });
  }
  if (found.length === 0) return [];
  const names = namesOfRocmSmi(await outputOf('rocm-smi', ['--showproductname', '--json']));
  return found.map((card, at) => ({ ...card, name: names[at] ?? card.name }));
}

/** What a tool prints; empty where it is not there, fails or takes too long. */
function outputOf(tool: string, args: readonly string[]): Promise<string> {
  return new Promise((done) => {
    execFile(tool, args, { timeout: TOOL_MS, killSignal: 'SIGKILL', maxBuffer: 4 * 1024 * 1024 }, (error, stdout) =>
      done(error ? '' : stdout),
    );
  });
}
