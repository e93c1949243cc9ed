import { readFileSync, statSync } from 'node:fs';
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { UserError } from '../cli/errors.js';
import { didYouMean } from '../cli/nearest.js';
import { findRule, ruleNames } from '../rules/registry.js';
import type { ConfigFile } from './config.js';
import { validate, type SchemaError } from './validator.js';

/** A configuration is a page of text; what is larger is something else. */
const MAX_BYTES = 256 * 1024;
/** Each alias may stand for a whole tree: a few dozen are more than anyone writes. */
const MAX_ALIASES = 50;

/**
 * Reads one configuration file (YAML 1.2, of which JSON is a part) and holds it to the schema.
 * @throws UserError with every fault as `path:line:column: what is wrong`
 */
export function readConfigFile(path: string, shown: string): ConfigFile {
  const text = readText(path, shown);
  const lines = new LineCounter();
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${shown}:${line}:${col}`;
  };
  let document: Document.Parsed;
  let data: unknown;
  try {
    document = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true, uniqueKeys: true });
    const [broken] = document.errors;
    if (broken !== undefined) throw new UserError(`${at(broken.pos[0])}: ${broken.message}`, { help: HELP });
    data = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    if (error instanceof UserError) throw error;
    // The parser recurses: very deep nesting ends its stack, and more aliases than allowed throw.
    const what = error instanceof RangeError ? 'is nested too deeply' : `cannot be read: ${(error as Error).message}`;
    throw new UserError(`${shown} ${what}`, { help: HELP, cause: error });
  }
  if (data === null || data === undefined) return {};
  if (validate(data)) return data as ConfigFile;
  const messages = (validate.errors ?? []).filter(worthTelling).slice(0, 20);
  const told = messages.map((error) => `${at(offsetOf(document, error))}: ${describe(error, data)}`);
  throw new UserError([...new Set(told)].join('\n'), { help: HELP });
}

const HELP = 'docs/configuration.md describes every key; schemas/config.schema.json lets an editor check them';

function readText(path: string, shown: string): string {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) throw new UserError(`${shown} is no regular file`);
    if (stat.size > MAX_BYTES)
      throw new UserError(`${shown} is ${stat.size} bytes long, expected at most ${MAX_BYTES}`, { help: HELP });
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof UserError) throw error;
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UserError(`${shown} ${missing ? 'does not exist' : `cannot be read: ${(error as Error).message}`}`, {
      cause: error,
    });
  }
}

/** `anyOf` repeats what its branches say. */
function worthTelling({ keyword }: SchemaError): boolean {
  return keyword !== 'anyOf';
}

function describe(error: SchemaError, data: unknown): string {
  const key = error.instancePath
    .split('/')
    .filter((part) => part !== '')
    .map(unescape);
  const name = key.at(-1) ?? 'the configuration';
  const got = JSON.stringify(valueAt(data, key)) ?? 'nothing';
  const shown = got.length > 60 ? `${got.slice(0, 59)}…` : got;
  switch (error.keyword) {
    case 'additionalProperties': {
      const unknown = String(error.params['additionalProperty']);
      const what = key.includes('rules') ? 'rule' : 'key';
      return `unknown ${what} "${unknown}".${didYouMean(unknown, keysAround(error.instancePath))}`;
    }
    case 'enum': {
      const allowed = error.params['allowedValues'] as readonly unknown[];
      const rule = findRule(name);
      const value = valueAt(data, key);
      if (rule?.soundness === true && (value === 'off' || value === 'warning'))
        return `${name} guards the soundness of verdicts: it cannot be ${value === 'off' ? 'turned off' : 'made a warning'}`;
      const near = typeof value === 'string' ? didYouMean(value, allowed.map(String)) : '';
      // A plain `off` is false in YAML 1.1, and people write it so in other tools.
      return `${name} got ${shown}, expected one of ${allowed.map(String).join(', ')}.${near}`;
    }
    case 'type':
      return `${name} got ${shown}, expected ${article(String(error.params['type']))}`;
    case 'required':
      return `${name === 'the configuration' ? name : 'the entry'} lacks "${String(error.params['missingProperty'])}"`;
    case 'pattern':
    case 'minItems':
      return `${name} is empty`;
    case 'minimum':
      return `${name} got ${shown}, expected a number from 0 up`;
    default:
      return `${name}: ${error.message ?? error.keyword}`;
  }
}

const TOP = ['extends', 'rules', 'hygiene', 'ignores', 'baseline', 'maxWarnings', 'strict', 'overrides'];
const OVERRIDE = ['files', 'type', 'rules', 'hygiene'];

function keysAround(path: string): string[] {
  if (path.endsWith('/rules')) return ruleNames();
  return path.startsWith('/overrides/') ? OVERRIDE : TOP;
}

function article(type: string): string {
  return type === 'boolean' ? 'true or false' : /^[aeio]/.test(type) ? `an ${type}` : `a ${type}`;
}

function unescape(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

function valueAt(data: unknown, key: readonly string[]): unknown {
  let value = data;
  for (const part of key) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

/** Where a fault stands: at the key that is too many, else at the value. */
function offsetOf(document: Document.Parsed, error: SchemaError): number {
  let node: unknown = document.contents;
  const parts = error.instancePath
    .split('/')
    .filter((part) => part !== '')
    .map(unescape);
  const extra = error.params['additionalProperty'];
  let offset = startOf(node);
  for (const part of parts) {
    if (isMap(node)) node = node.get(part, true);
    else if (isSeq(node)) node = node.get(Number(part), true);
    else break;
    offset = startOf(node) ?? offset;
  }
  if (typeof extra === 'string' && isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === extra);
    offset = startOf(pair?.key) ?? offset;
  }
  return offset ?? 0;
}

function startOf(node: unknown): number | undefined {
  return (node as Node | undefined)?.range?.[0];
}
