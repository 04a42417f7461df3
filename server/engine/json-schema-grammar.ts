import { AppError } from '#server/platform/index.ts';

type Schema = Readonly<Record<string, unknown>>;

/** A schema deeper than this, or with more rules, describes no answer that anybody waits for. */
const limits = { depth: 32, rules: 2_000, repeat: 1_000 } as const;

const primitives: Record<string, string> = {
  string: '"\\"" char* "\\""',
  integer: '"-"? ("0" | [1-9] [0-9]{0,14})',
  number: '"-"? ("0" | [1-9] [0-9]{0,14}) ("." [0-9]{1,15})? ([eE] [-+]? [0-9]{1,3})?',
  boolean: '"true" | "false"',
  null: '"null"',
};

const shared = {
  char: '[^"\\\\\\x7F\\x00-\\x1F] | "\\\\" (["\\\\bfnrt/] | "u" [0-9a-fA-F]{4})',
  // One space at most: a small model would fill its answer with them.
  space: '[ \\n]?',
  value: 'string | number | boolean | null | object | array',
  object: '"{" space (string space ":" space value (space "," space string space ":" space value)*)? space "}"',
  array: '"[" space (value (space "," space value)*)? space "]"',
};

/**
 * A grammar (GBNF) whose every word is JSON of the form that a schema describes. The same for each driver: each has a converter of
 * its own, and they differ in what they take and in what they make of it.
 *
 * Properties come in the order in which the schema names them, and no others.
 *
 * @throws AppError `engine.refused` naming what a schema asks for that no grammar can keep
 */
export function grammarOfSchema(schema: Schema): string {
  const rules = new Map<string, string>(Object.entries({ ...primitives, ...shared }));
  const writer = new GrammarWriter(schema, rules);
  rules.set('root', writer.rule(schema, 0));
  return [...rules].map(([name, body]) => `${name} ::= ${body}`).join('\n');
}

class GrammarWriter {
  readonly #whole: Schema;
  readonly #rules: Map<string, string>;
  readonly #references = new Map<string, string>();

  constructor(whole: Schema, rules: Map<string, string>) {
    this.#whole = whole;
    this.#rules = rules;
  }

  /** The body of a rule for a schema. */
  rule(schema: unknown, depth: number): string {
    if (depth > limits.depth) throw refused('it is nested too deep');
    if (schema === true) return 'value';
    if (!isSchema(schema)) throw refused('a part of it is no object');
    for (const word of ['pattern', 'not', 'if', 'patternProperties', 'allOf', 'multipleOf']) {
      if (word in schema) throw refused(`“${word}” cannot be kept`);
    }
    if (typeof schema.$ref === 'string') return this.#reference(schema.$ref, depth);
    if ('const' in schema) return literal(schema.const);
    if (Array.isArray(schema.enum)) return alternatives(schema.enum.map(literal));
    const options = schema.anyOf ?? schema.oneOf;
    if (Array.isArray(options)) return alternatives(options.map((option) => this.#named(option, depth)));
    if (Array.isArray(schema.type)) return alternatives(schema.type.map((type) => this.#named({ ...schema, type }, depth)));
    return this.#typed(schema, depth);
  }

  #typed(schema: Schema, depth: number): string {
    const type = schema.type ?? ('properties' in schema ? 'object' : 'items' in schema ? 'array' : undefined);
    if (type === undefined) return 'value';
    if (type === 'object') return this.#object(schema, depth);
    if (type === 'array') return this.#array(schema, depth);
    if (type === 'string' && ('minLength' in schema || 'maxLength' in schema)) {
      return `"\\"" char${repeat(schema.minLength, schema.maxLength)} "\\""`;
    }
    if (typeof type === 'string' && type in primitives) return type;
    throw refused(`it names no type: ${JSON.stringify(type)}`);
  }

  #object(schema: Schema, depth: number): string {
    const properties = isSchema(schema.properties) ? Object.entries(schema.properties) : [];
    if (properties.length === 0) return 'object';
    const required = new Set(Array.isArray(schema.required) ? schema.required : []);
    for (const name of required)
      if (!properties.some(([known]) => known === name)) throw refused(`it wants “${name}” and does not say what that is`);
    const members = properties.map(([name, value]) => ({
      text: `${quoted(JSON.stringify(name))} space ":" space ${this.#named(value, depth)}`,
      isRequired: required.has(name),
    }));
    return `"{" space ${this.#members(members)} space "}"`;
  }

  /** Members in order, of which some may be left out, with a comma between each two that are there. */
  #members(members: readonly { text: string; isRequired: boolean }[]): string {
    // What may follow once one member is there, and what where none is yet: each rule is built on the one behind it.
    let followed = '';
    let first = '';
    for (const { text, isRequired } of members.toReversed()) {
      const here = this.#add(`${text} ${followed}`.trim());
      first = isRequired ? here : first === '' ? `(${here})?` : `(${here} | ${this.#add(first)})`;
      const next = this.#add(`space "," space ${here}`);
      followed = isRequired ? next : followed === '' ? `(${next})?` : `(${next} | ${this.#add(followed)})`;
    }
    return first;
  }

  #array(schema: Schema, depth: number): string {
    const item = 'items' in schema ? this.#named(schema.items, depth) : 'value';
    const least = bound(schema.minItems) ?? 0;
    const most = bound(schema.maxItems);
    if (most === 0) return '"[" space "]"';
    const rest = repeat(Math.max(least - 1, 0), most === undefined ? undefined : most - 1);
    const items = `${item} (space "," space ${item})${rest}`;
    return `"[" space ${least > 0 ? items : `(${items})?`} space "]"`;
  }

  /** A schema may refer to itself: its name is known before its body is. */
  #reference(target: string, depth: number): string {
    const known = this.#references.get(target);
    if (known) return known;
    if (!target.startsWith('#')) throw refused('it refers to another document');
    let at: unknown = this.#whole;
    for (const part of target.slice(1).split('/').filter(Boolean)) {
      at = isSchema(at) ? at[decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
    }
    if (at === undefined) throw refused(`“${target}” is not in it`);
    const name = `ref${this.#references.size}`;
    this.#references.set(target, name);
    this.#rules.set(name, this.rule(at, depth + 1));
    return name;
  }

  #named(schema: unknown, depth: number): string {
    const body = this.rule(schema, depth + 1);
    return /^[a-z0-9]+$/.test(body) ? body : this.#add(body);
  }

  #add(body: string): string {
    if (this.#rules.size >= limits.rules) throw refused('it has too many parts');
    const name = `r${this.#rules.size}`;
    this.#rules.set(name, body);
    return name;
  }
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function alternatives(bodies: readonly string[]): string {
  if (bodies.length === 0) throw refused('it leaves nothing to choose');
  return bodies.join(' | ');
}

/** JSON as it is written, as one word of the grammar. */
function literal(value: unknown): string {
  return quoted(JSON.stringify(value));
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

function repeat(least: unknown, most: unknown): string {
  return `{${bound(least) ?? 0},${bound(most) ?? ''}}`;
}

function bound(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) throw refused('a length or count is no whole number');
  return Math.min(value, limits.repeat);
}

function refused(reason: string): AppError {
  return new AppError('engine.refused', { reason: `the JSON schema cannot be used: ${reason}` });
}
