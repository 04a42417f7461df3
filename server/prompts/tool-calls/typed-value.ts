import { readJson } from './tolerant-json.ts';

/** The part of JSON schema that says what a value is. */
export type ValueSchema = {
  type?: string | readonly string[];
  anyOf?: readonly ValueSchema[];
  oneOf?: readonly ValueSchema[];
  enum?: readonly unknown[];
  properties?: { readonly [name: string]: ValueSchema };
  items?: ValueSchema;
};

/** Which types are tried first: a text may pass for several, and is itself the last. */
const ORDER = ['null', 'boolean', 'integer', 'number', 'object', 'array', 'string'] as const;

/**
 * What a model meant by a text, by the schema of the parameter. What cannot be read as its type stays the text: whoever is called
 * can then say what is wrong with it.
 */
export function typedValue(text: string, schema: ValueSchema | undefined): unknown {
  if (schema?.enum?.includes(text)) return text;
  const types = typesOf(schema);
  for (const type of ORDER) {
    if (!types.has(type)) continue;
    const value = read(text, type);
    if (value !== undefined) return value;
  }
  return text;
}

/** A value out of JSON whose texts are read once more where the schema wants something else. */
export function retyped(value: unknown, schema: ValueSchema | undefined): unknown {
  return typeof value === 'string' ? typedValue(value, schema) : value;
}

function typesOf(schema: ValueSchema | undefined): Set<string> {
  if (!schema) return new Set(['string']);
  const own = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  const alternatives = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((one) => [...typesOf(one)]);
  const types = new Set([...own, ...alternatives]);
  return types.size === 0 ? new Set(['string']) : types;
}

function read(text: string, type: (typeof ORDER)[number]): unknown {
  const trimmed = text.trim();
  switch (type) {
    case 'null':
      return /^(?:null|none)$/i.test(trimmed) ? null : undefined;
    case 'boolean':
      return /^true$/i.test(trimmed) ? true : /^false$/i.test(trimmed) ? false : undefined;
    case 'integer':
      return /^[+-]?\d{1,15}$/.test(trimmed) ? Number(trimmed) : undefined;
    case 'number':
      return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(trimmed) ? Number(trimmed) : undefined;
    case 'object':
    case 'array':
      return readStructure(trimmed, type);
    case 'string':
      return text;
  }
}

function readStructure(text: string, type: 'object' | 'array'): unknown {
  if (text[0] !== (type === 'object' ? '{' : '[')) return undefined;
  const found = readJson(text, 0, true);
  return typeof found === 'object' && found.end === text.length ? found.value : undefined;
}
