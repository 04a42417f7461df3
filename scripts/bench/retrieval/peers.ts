import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { llamaBundle } from '../rooms.ts';
import { percentile, timedMs } from '../suite.ts';

type Peer = { peer: number; peerName: string; peerCommand: string };

const commands = [
  { peerName: 'ripgrep', file: 'rg', args: ['--fixed-strings', '--line-number'] },
  { peerName: 'git grep', file: 'git', args: ['grep', '--fixed-strings', '--line-number'] },
] as const;

/** How long others take for the same texts over the same files, those of them that are installed; their files are warm. */
export async function literalPeers(literals: readonly string[], repetitions: number): Promise<Peer[]> {
  const folder = mkdtempSync(join(tmpdir(), 'cloister-bench-peer-'));
  try {
    execFileSync('git', ['-c', 'advice.detachedHead=false', 'clone', '--quiet', llamaBundle, folder]);
    const found = commands.filter(({ file }) => spawnSync(file, ['--version']).status === 0);
    return await inTurn(found, literals, repetitions, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function inTurn(
  found: readonly (typeof commands)[number][],
  literals: readonly string[],
  repetitions: number,
  cwd: string,
): Promise<Peer[]> {
  const peers: Peer[] = [];
  for (const { peerName, file, args } of found) {
    const times: number[] = [];
    for (let run = 0; run <= repetitions; run++) {
      for (const literal of literals) {
        const ms = await timedMs(() => spawnSync(file, [...args, literal], { cwd, stdio: 'ignore' }));
        // The first run reads the files from the disk.
        if (run > 0) times.push(ms);
      }
    }
    peers.push({ peer: percentile(times), peerName, peerCommand: [file, ...args, 'TEXT'].join(' ') });
  }
  return peers;
}
