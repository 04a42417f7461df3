/** What reading came to: a value, or that it takes more text to know, or that no JSON stands there. */
export type JsonRead = { value: unknown; end: number; isWhole: boolean } | 'more' | 'no';

/** Nesting deeper than this is no argument of a tool. */
const DEPTH = 64;
const IMPLIED_END = '</tool_call>';
const WORDS = new Map<string, unknown>([
  ...([
    ['true', true],
    ['True', true],
    ['false', false],
    ['False', false],
    ['null', null],
    ['None', null],
  ] as const),
]);
const ESCAPES = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['b', '\b'],
  ['f', '\f'],
]);

class More extends Error {}
class NoJson extends Error {}

/**
 * Reads one JSON value as models write it: line breaks and unescaped quotes in strings, single quotes, bare keys, commas too
 * many, Python's words, and closing brackets that are missing before `</tool_call>` or the end of the text.
 *
 * What is decided of a beginning stays decided, whatever follows.
 *
 * @param isEnd whether no more text will come
 * @returns `isWhole` is false where brackets or quotes had to be closed for it
 */
export function readJson(text: string, at: number, isEnd: boolean): JsonRead {
  const reader = new Reader(text, at, isEnd);
  try {
    const value = reader.value(0);
    return { value, end: reader.at, isWhole: reader.isWhole };
  } catch (signal) {
    return signal instanceof More ? 'more' : 'no';
  }
}

class Reader {
  readonly #text: string;
  readonly #isEnd: boolean;
  at: number;
  isWhole = true;

  constructor(text: string, at: number, isEnd: boolean) {
    this.#text = text;
    this.at = at;
    this.#isEnd = isEnd;
  }

  value(depth: number): unknown {
    if (depth > DEPTH) throw new NoJson();
    const char = this.#next();
    if (char === '{') return this.#object(depth);
    if (char === '[') return this.#array(depth);
    if (char === '"' || char === "'") return this.#string(char);
    return this.#word();
  }

  #object(depth: number): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    this.at++;
    while (!this.#closes('}')) {
      const char = this.#next();
      const key = char === '"' || char === "'" ? this.#string(char) : this.#bareKey();
      if (this.#next() !== ':') throw new NoJson();
      this.at++;
      entries.push([key, this.value(depth + 1)]);
    }
    // Not by assignment: a key may be called __proto__.
    return Object.fromEntries(entries);
  }

  #array(depth: number): unknown[] {
    const values: unknown[] = [];
    this.at++;
    while (!this.#closes(']')) values.push(this.value(depth + 1));
    return values;
  }

  /** Passes over commas. @returns whether the bracket is closed, by itself or because the text is over */
  #closes(bracket: '}' | ']'): boolean {
    let char = this.#next(true);
    while (char === ',') {
      this.at++;
      char = this.#next(true);
    }
    if (char === bracket) {
      this.at++;
      return true;
    }
    if (char !== '' && !this.#isImpliedEnd(this.at)) return false;
    this.isWhole = false;
    return true;
  }

  #string(quote: string): string {
    let found = '';
    for (this.at++; ; this.at++) {
      const char = this.#text[this.at];
      if (char === undefined) {
        if (!this.#isEnd) throw new More();
        this.isWhole = false;
        return found;
      }
      if (char === '\\') found += this.#escape();
      else if (char === quote && this.#closesString()) {
        this.at++;
        return found;
      } else found += char;
    }
  }

  /** A quote ends a string where JSON goes on behind it; any other was meant as text. */
  #closesString(): boolean {
    let behind = this.at + 1;
    while (isSpace(this.#text[behind])) behind++;
    const char = this.#text[behind];
    if (char === undefined && !this.#isEnd) throw new More();
    return char === undefined || ',:}]'.includes(char) || this.#isImpliedEnd(behind);
  }

  #escape(): string {
    const char = this.#text[++this.at];
    if (char === undefined) {
      if (!this.#isEnd) throw new More();
      this.isWhole = false;
      return '';
    }
    if (char !== 'u') return ESCAPES.get(char) ?? ('"\'\\/'.includes(char) ? char : `\\${char}`);
    const digits = this.#text.slice(this.at + 1, this.at + 5);
    if (digits.length < 4 && !this.#isEnd) throw new More();
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) return '\\u';
    this.at += 4;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  #bareKey(): string {
    return this.#while(/[\w$-]/);
  }

  #word(): unknown {
    const word = this.#while(/[\w.+-]/);
    if (WORDS.has(word)) return WORDS.get(word);
    if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(word)) return Number(word);
    throw new NoJson();
  }

  #while(pattern: RegExp): string {
    const from = this.at;
    while (pattern.test(this.#text[this.at] ?? '')) this.at++;
    if (this.at === this.#text.length && !this.#isEnd) throw new More();
    if (this.at === from) throw new NoJson();
    return this.#text.slice(from, this.at);
  }

  /** @returns the next character that is no space; '' at the end, where that `mayEnd` it */
  #next(mayEnd = false): string {
    while (isSpace(this.#text[this.at])) this.at++;
    const char = this.#text[this.at];
    if (char !== undefined) return char;
    if (!this.#isEnd) throw new More();
    if (!mayEnd) throw new NoJson();
    return '';
  }

  #isImpliedEnd(at: number): boolean {
    if (this.#text[at] !== '<') return false;
    const there = this.#text.slice(at, at + IMPLIED_END.length);
    if (there.length < IMPLIED_END.length && IMPLIED_END.startsWith(there) && !this.#isEnd) throw new More();
    return IMPLIED_END.startsWith(there);
  }
}

function isSpace(char: string | undefined): boolean {
  return char === ' ' || char === '\n' || char === '\t' || char === '\r';
}
