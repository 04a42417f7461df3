import { expect, it } from 'vitest';
import { cardsOfNvidiaSmi, cardsOfVulkanInfo, linkOf, namesOfRocmSmi } from './card-listings.ts';
import { cgroupFiles, instructionSets, limitOf } from './kernel-facts.ts';

const MIB = 1024 * 1024;

it('reads what nvidia-smi says of two cards, less what CUDA itself will take, and no line that is none', () => {
  const listing =
    'NVIDIA GeForce RTX 4090, 24564, 24077, 4, 16\nNVIDIA GeForce RTX 3090, 24576, 300, [N/A], [N/A]\nFailed to initialize NVML\n';
  expect(cardsOfNvidiaSmi(listing)).toEqual([
    {
      name: 'NVIDIA GeForce RTX 4090',
      memoryBytes: 24_564 * MIB,
      freeBytes: 23_677 * MIB,
      backend: 'cuda',
      pcie: { generation: 4, lanes: 16 },
    },
    { name: 'NVIDIA GeForce RTX 3090', memoryBytes: 24_576 * MIB, freeBytes: 0, backend: 'cuda' },
  ]);
  expect(cardsOfNvidiaSmi('No devices were found\n')).toEqual([]);
});

it('names AMD cards in their order, whatever the version of rocm-smi', () => {
  const listing =
    '{"card1": {"Card Series": "Radeon RX 7900 XTX"}, "card0": {"Card series": "Radeon RX 6800"}, "system": {"Driver version": "6.8"}}';
  expect(namesOfRocmSmi(listing)).toEqual(['Radeon RX 6800', 'Radeon RX 7900 XTX']);
  expect(namesOfRocmSmi('WARNING: No JSON data to report')).toEqual([]);
});

it('takes of vulkaninfo real cards only, with what their heaps have left', () => {
  const device = (number: number, type: string, name: string) => `GPU${number}:
VkPhysicalDeviceProperties:
\tapiVersion        = 1.3.274
\tdeviceType        = PHYSICAL_DEVICE_TYPE_${type}
\tdeviceName        = ${name}

VkPhysicalDeviceMemoryProperties:
memoryHeaps: count = 2
\tmemoryHeaps[0]:
\t\tsize   = 67342405632 (0xfaddd9000) (62.72 GiB)
\t\tbudget = 60129542144 (0xe00000000) (56.00 GiB)
\t\tusage  = 0 (0x00000000) (0.00 B)
\t\tflags:
\t\t\tNone
\tmemoryHeaps[1]:
\t\tsize   = 25753026560 (0x5ff000000) (23.98 GiB)
\t\tbudget = 24696061952 (0x5c0000000) (23.00 GiB)
\t\tusage  = 0 (0x00000000) (0.00 B)
\t\tflags: count = 1
\t\t\tMEMORY_HEAP_DEVICE_LOCAL_BIT
memoryTypes: count = 1
`;
  const listing = `Device Properties and Extensions:\n${device(0, 'DISCRETE_GPU', 'AMD Radeon RX 7900 XTX (RADV NAVI31)')}${device(1, 'CPU', 'llvmpipe (LLVM 15.0.6, 256 bits)')}`;
  expect(cardsOfVulkanInfo(listing)).toEqual([
    { name: 'AMD Radeon RX 7900 XTX (RADV NAVI31)', memoryBytes: 25_753_026_560, freeBytes: 24_696_061_952, backend: 'vulkan' },
  ]);
  expect(cardsOfVulkanInfo('ERROR: [Loader Message] no drivers found\n')).toEqual([]);
});

it('knows a link by its speed, and none by nonsense', () => {
  expect(linkOf('16.0 GT/s PCIe', '16')).toEqual({ generation: 4, lanes: 16 });
  expect(linkOf('Unknown', '255')).toBeNull();
});

it('looks for limits in all cgroups above, of either version', () => {
  expect(cgroupFiles('0::/system.slice/cloister.service')).toEqual([
    '/sys/fs/cgroup/system.slice/cloister.service/memory.max',
    '/sys/fs/cgroup/system.slice/memory.max',
    '/sys/fs/cgroup/memory.max',
  ]);
  expect(cgroupFiles('11:cpu,cpuacct:/a\n9:memory:/docker/x')).toEqual([
    '/sys/fs/cgroup/memory/docker/x/memory.limit_in_bytes',
    '/sys/fs/cgroup/memory/docker/memory.limit_in_bytes',
    '/sys/fs/cgroup/memory/memory.limit_in_bytes',
  ]);
  expect(['max', '', '9223372036854771712', '8589934592'].map(limitOf)).toEqual([Infinity, Infinity, Infinity, 8_589_934_592]);
});

it('reads the instruction sets that matter, on either kind of processor', () => {
  expect(instructionSets('model name\t: x\nflags\t\t: fpu sse4_2 avx f16c fma avx2 avx512f\n')).toEqual([
    'sse4_2',
    'avx',
    'f16c',
    'fma',
    'avx2',
    'avx512f',
  ]);
  expect(instructionSets('Features\t: fp asimd sve')).toEqual(['asimd', 'sve']);
});
