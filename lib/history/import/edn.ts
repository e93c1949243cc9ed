import type { Json } from '../operation.js';

/** A form of EDN as JSON: keywords and symbols are strings (without the colon), sets lists, tags dropped. */
export class EdnError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = 'EdnError';
    this.offset = offset;
  }
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const DEEPEST = 500;
const CHARACTERS: Readonly<Record<string, string>> = { newline: '\n', space: ' ', tab: '\t', return: '\r' };

/**
 * Reads EDN (github.com/edn-format/edn) as Clojure prints it. Integers beyond 2^53 become strings, so that they stay
 * different; ratios and instants are strings too.
 */
export class EdnReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;
  #opened: { readonly at: number; readonly close: string } | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** Where the next form begins. */
  nextOffset(): number {
    this.#skip();
    return this.#at;
  }

  /** The next form, or undefined at the end of the text. @throws EdnError */
  next(): Json | undefined {
    this.#skip();
    const open = this.#opened;
    const c = this.#text[this.#at];
    if (c === undefined) {
      if (open !== undefined) throw new EdnError(`no ${open.close} for the ${this.#text[open.at]} here`, open.at);
      return undefined;
    }
    if (c !== open?.close) return this.#form();
    this.#opened = undefined;
    this.#at++;
    return this.next();
  }

  /** Goes into the vector or list that comes next, if one does at the top level, so that `next` gives its forms one by one. */
  enter(): boolean {
    const at = this.nextOffset();
    const c = this.#text[at];
    if (this.#opened !== undefined || (c !== '[' && c !== '(')) return false;
    this.#opened = { at, close: CLOSING[c] as string };
    this.#at++;
    return true;
  }

  #skip(): void {
    for (;;) {
      const c = this.#text[this.#at];
      if (c === ';') {
        const end = this.#text.indexOf('\n', this.#at);
        this.#at = end === -1 ? this.#text.length : end;
      } else if (c === '#' && this.#text[this.#at + 1] === '_') {
        this.#at += 2;
        this.#skip();
        this.#form();
      } else if (c !== undefined && (c === ',' || c.charCodeAt(0) <= 32)) this.#at++;
      else return;
    }
  }

  #form(): Json {
    const start = this.#at;
    const c = this.#text[start];
    if (c === undefined) throw new EdnError('the text ends in the middle of a form', start);
    if (++this.#depth > DEEPEST) throw new EdnError('forms are nested too deeply', start);
    const value = this.#dispatch(c, start);
    this.#depth--;
    return value;
  }

  #dispatch(c: string, start: number): Json {
    if (c === '(' || c === '[') return this.#sequence(CLOSING[c] as string, start);
    if (c === '{') return this.#map(start);
    if (c === '"') return this.#string();
    if (c === '\\') return this.#character();
    if (c === '#') return this.#tagged();
    if (c === ')' || c === ']' || c === '}') throw new EdnError(`unexpected ${c}`, start);
    return atom(this.#token());
  }

  #sequence(close: string, start: number): Json[] {
    const items: Json[] = [];
    this.#at++;
    for (;;) {
      this.#skip();
      const c = this.#text[this.#at];
      if (c === undefined) throw new EdnError(`no ${close} for the ${this.#text[start]} here`, start);
      if (c === close) {
        this.#at++;
        return items;
      }
      items.push(this.#form());
    }
  }

  #map(start: number): Json {
    const items = this.#sequence('}', start);
    if (items.length % 2 === 1) throw new EdnError('a map needs a value for each key', start);
    const map: Record<string, Json> = {};
    for (let i = 0; i < items.length; i += 2) {
      const key = items[i];
      const name = typeof key === 'string' ? key : JSON.stringify(key);
      Object.defineProperty(map, name, { value: items[i + 1], enumerable: true, configurable: true, writable: true });
    }
    return map;
  }

  #tagged(): Json {
    const next = this.#text[this.#at + 1];
    if (next === '{') {
      const start = ++this.#at;
      return this.#sequence('}', start);
    }
    if (next === '#') {
      // ##Inf, ##-Inf, ##NaN
      this.#at += 2;
      return this.#token();
    }
    this.#at++;
    this.#token();
    this.#skip();
    return this.#form();
  }

  #string(): string {
    let text = '';
    const start = this.#at++;
    for (;;) {
      const c = this.#text[this.#at++];
      if (c === undefined) throw new EdnError('a string without its end', start);
      if (c === '"') return text;
      if (c !== '\\') {
        text += c;
        continue;
      }
      const escape = this.#text[this.#at++] ?? '';
      const simple = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }[escape];
      if (escape === 'u') {
        text += String.fromCharCode(parseInt(this.#text.slice(this.#at, this.#at + 4), 16) || 0xfffd);
        this.#at += 4;
      } else text += simple ?? escape;
    }
  }

  #character(): string {
    this.#at++;
    const first = this.#text[this.#at++] ?? '';
    const name = first + (isDelimiter(this.#text[this.#at]) ? '' : this.#token());
    return CHARACTERS[name] ?? name;
  }

  #token(): string {
    const start = this.#at;
    while (!isDelimiter(this.#text[this.#at])) this.#at++;
    if (this.#at === start) throw new EdnError(`unexpected ${this.#text[start] ?? 'end'}`, start);
    return this.#text.slice(start, this.#at);
  }
}

function isDelimiter(c: string | undefined): boolean {
  return c === undefined || c.charCodeAt(0) <= 32 || '()[]{}",;'.includes(c);
}

function atom(token: string): Json {
  if (token === 'nil') return null;
  if (token === 'true') return true;
  if (token === 'false') return false;
  if (token.startsWith(':')) return token.slice(1);
  const digit = token.charCodeAt(token.startsWith('-') || token.startsWith('+') ? 1 : 0);
  if (!(digit >= 48 && digit <= 57)) return token;
  const suffixed = token.endsWith('N') || token.endsWith('M') ? token.slice(0, -1) : token;
  const number = Number(suffixed);
  if (Number.isNaN(number)) return token;
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? suffixed : number;
}
