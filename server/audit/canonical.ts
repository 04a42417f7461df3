/** What a record may hold: JSON without undefined, NaN or infinite numbers. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * The one byte form of a value: JSON with object keys sorted by UTF-16 code unit and no white space (RFC 8785 for the values
 * used here: strings, booleans, null and safe integers or short decimals, which JavaScript already prints as that RFC asks).
 */
export function canonical(value: Json): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(JSON.stringify(sorted(value)), 'utf8'));
}

function sorted(value: Json): Json {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error('a record holds finite numbers only');
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value as { [key: string]: Json });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]));
}
