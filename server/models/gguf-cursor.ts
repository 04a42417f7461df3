import type { FileHandle } from 'node:fs/promises';

const WINDOW_BYTES = 1024 * 1024;

/** What is wrong with a file, in words that continue "is not a usable GGUF file: …". */
export class Damaged extends Error {}

/**
 * Reads little-endian values in order, each only after asking whether the file still holds it. Values come out of a window in
 * memory, so that the 300,000 strings of a vocabulary cost no promise each: `await ready(n)` before taking n bytes.
 */
export class GgufCursor {
  readonly #file: FileHandle;
  readonly sizeBytes: number;
  #window: Buffer = Buffer.alloc(0);
  /** Offset in the file of the window's first byte. */
  #from = 0;
  #at = 0;

  constructor(file: FileHandle, sizeBytes: number) {
    this.#file = file;
    this.sizeBytes = sizeBytes;
  }

  /** Offset of the next byte. */
  get offset(): number {
    return this.#from + this.#at;
  }

  get leftBytes(): number {
    return this.sizeBytes - this.offset;
  }

  /** Whether `bytes` can be taken without reading. */
  has(bytes: number): boolean {
    return this.#window.length - this.#at >= bytes;
  }

  /** @throws Damaged where the file ends before */
  async ready(bytes: number): Promise<void> {
    if (this.has(bytes)) return;
    if (bytes > this.leftBytes) throw new Damaged('it ends too early');
    const offset = this.offset;
    const window = Buffer.alloc(Math.min(Math.max(bytes, WINDOW_BYTES), this.leftBytes));
    let filled = 0;
    while (filled < window.length) {
      const { bytesRead } = await this.#file.read(window, filled, window.length - filled, offset + filled);
      if (bytesRead === 0) throw new Damaged('it became shorter while it was read');
      filled += bytesRead;
    }
    this.#window = window;
    this.#from = offset;
    this.#at = 0;
  }

  /** Takes bytes that are ready. */
  take(bytes: number): Buffer {
    const taken = this.#window.subarray(this.#at, this.#at + bytes);
    this.#at += bytes;
    return taken;
  }

  takeUint32(): number {
    return this.take(4).readUInt32LE();
  }

  /** @throws Damaged above 2^53: no count, length or offset of a real file is that large */
  takeUint64(): number {
    const value = this.take(8).readBigUInt64LE();
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new Damaged('it holds an impossible number');
    return Number(value);
  }

  /** Passes over bytes, ready or not. */
  skip(bytes: number): void {
    if (bytes > this.leftBytes) throw new Damaged('it ends too early');
    if (this.has(bytes)) {
      this.#at += bytes;
      return;
    }
    this.#from = this.offset + bytes;
    this.#window = Buffer.alloc(0);
    this.#at = 0;
  }
}
