const wantedFlags = [
  'sse4_2',
  'avx',
  'f16c',
  'fma',
  'avx2',
  'avx_vnni',
  'avx512f',
  'avx512_vnni',
  'avx512_bf16',
  'amx_int8',
  'asimd',
  'sve',
];

/** @param cpuinfo /proc/cpuinfo @returns the instruction sets that matter to matrix products */
export function instructionSets(cpuinfo: string): string[] {
  const flags = new Set((/^(?:flags|Features)\s*:\s*(.*)$/m.exec(cpuinfo)?.[1] ?? '').split(/\s+/));
  return wantedFlags.filter((flag) => flags.has(flag));
}

/**
 * Files that may limit a process's memory: its own cgroup's and those above, version 2 or 1.
 *
 * @param cgroup /proc/self/cgroup
 */
export function cgroupFiles(cgroup: string): string[] {
  return cgroup.split('\n').flatMap((line) => {
    const [, controllers, path = '/'] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === '') return upwards(path).map((folder) => `/sys/fs/cgroup${folder}/memory.max`);
    if (!controllers?.split(',').includes('memory')) return [];
    return upwards(path).map((folder) => `/sys/fs/cgroup/memory${folder}/memory.limit_in_bytes`);
  });
}

/** @param text what such a file holds @returns bytes; infinite for "max", for a file that is not there, and for version 1's "no limit" */
export function limitOf(text: string): number {
  const bytes = Number(text);
  return text === '' || !Number.isFinite(bytes) || bytes <= 0 || bytes > 2 ** 60 ? Number.POSITIVE_INFINITY : bytes;
}

function upwards(path: string): string[] {
  const parts = path.split('/').filter(Boolean);
  return Array.from({ length: parts.length + 1 }, (_, up) =>
    parts
      .slice(0, parts.length - up)
      .map((part) => `/${part}`)
      .join(''),
  );
}
