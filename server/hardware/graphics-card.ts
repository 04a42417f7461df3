/** A graphics card, as far as it can be seen without loading a library for it. */
export type GraphicsCard = {
  name: string;
  memoryBytes: number;
  /** What an engine will find free. */
  freeBytes: number;
  /** The library of llama.cpp that drives it. */
  backend?: 'cuda' | 'vulkan';
  pcie?: PcieLink;
};

/** A card's way to host memory, over which experts on the CPU are brought to it. */
export type PcieLink = { generation: number; lanes: number };
