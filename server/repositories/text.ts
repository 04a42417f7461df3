/** A file's bytes as text, or why they are none. */
export type Decoded =
  | { text: string; encoding: 'UTF-8' | 'UTF-16' | 'Latin-1' }
  | { reason: 'binary' }
  | { reason: 'encoding'; detail: string };

/** A NUL among this many first bytes makes a file binary, as git itself decides. */
const BINARY_LOOK_BYTES = 8_192;

/**
 * Decodes a file: UTF-8, UTF-16 with its mark, else Latin-1 where no byte is one of its control characters.
 */
export function decodeText(bytes: Buffer): Decoded {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: decode('utf-16le', bytes), encoding: 'UTF-16' };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { text: decode('utf-16be', bytes), encoding: 'UTF-16' };
  if (bytes.subarray(0, BINARY_LOOK_BYTES).includes(0)) return { reason: 'binary' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' };
  } catch {
    const at = bytes.findIndex((byte) => byte >= 0x80 && byte < 0xa0);
    if (at < 0) return { text: bytes.toString('latin1'), encoding: 'Latin-1' };
    const byte = `0x${bytes[at]?.toString(16)}`;
    return { reason: 'encoding', detail: `not UTF-8, UTF-16 or Latin-1: byte ${byte} at ${at}` };
  }
}

/** The lines of a text, without their ends. A last line feed ends the last line and begins none. */
export function splitLines(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}

function decode(encoding: string, bytes: Buffer): string {
  return new TextDecoder(encoding).decode(bytes);
}
