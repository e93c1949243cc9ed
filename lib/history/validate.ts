import { nearest } from '../cli/nearest.js';
import { record } from './canonical.js';
import type { Json, Operation } from './operation.js';

/** Something wrong with a line of a history; `column` counts from 1 where it is known. */
export interface Problem {
  readonly line: number;
  readonly column?: number;
  readonly message: string;
  /** The fields whose absence or value it is about. */
  readonly field?: string;
  /** `missing`: a field was left out that reads as null; all else makes the line no operation. */
  readonly kind: 'syntax' | 'value' | 'missing';
}

/** The fields of an operation, in the order of the contract; schemas/history.schema.json says the same. */
export const FIELDS = [
  'op_id',
  'process_id',
  'invoke_ts',
  'complete_ts',
  'op_type',
  'key',
  'input',
  'output',
  'error',
  'timeout_marker',
  'node_seen',
  'fault_epoch',
] as const;

type Field = (typeof FIELDS)[number];
type Fields = Readonly<Record<string, Json | undefined>>;

const isId = (value: unknown): boolean => (typeof value === 'string' && value !== '') || Number.isSafeInteger(value);
const isTime = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
const isTimeOrNull = (value: unknown): boolean => value === null || isTime(value);
const isName = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isNode = (value: unknown): boolean => value === null || typeof value === 'string';
const isEpoch = (value: unknown): boolean => value === null || typeof value === 'string' || Number.isInteger(value);
const isError = (value: Json): boolean => {
  if (value === null || typeof value === 'string') return true;
  const members = record(value);
  const known = [undefined, 'definite', 'indefinite'].includes(members?.['class'] as string | undefined);
  const message = members?.['message'];
  return typeof members?.['code'] === 'string' && known && (message === undefined || typeof message === 'string');
};

/** What each field may hold; fields that are not here may hold any JSON. */
const EXPECTED: Partial<Record<Field, readonly [(value: Json) => boolean, string]>> = {
  op_id: [isId, 'a string or an integer'],
  process_id: [isId, 'a string or an integer'],
  invoke_ts: [isTime, 'a number'],
  complete_ts: [isTimeOrNull, 'a number, or null where no response came'],
  op_type: [isName, 'a string such as "read" or "write"'],
  error: [isError, 'null, a string, or {code, class: "definite" | "indefinite", message}'],
  timeout_marker: [(value) => typeof value === 'boolean', 'true or false'],
  node_seen: [isNode, 'a string or null'],
  fault_epoch: [isEpoch, 'a string, an integer or null'],
};

/** Without these a line is no operation; the others read as null where they are left out. */
const NEEDED: readonly Field[] = ['op_id', 'process_id', 'invoke_ts', 'op_type'];

/**
 * A parsed line as an operation. Fields that were left out become null (`timeout_marker`: whether complete_ts is null)
 * and are reported as `missing`.
 * @returns undefined where the line is no operation; `report` has been told why
 */
export function toOperation(value: Json, line: number, report: (problem: Problem) => void): Operation | undefined {
  const fields = record(value);
  if (fields === undefined) {
    report({
      line,
      kind: 'value',
      message: `expected an object with the fields of an operation, got ${kindOf(value)}`,
    });
    return undefined;
  }
  if (isComplete(fields)) return fields as unknown as Operation;
  let usable = true;
  const leftOut: Field[] = [];
  const filled: Record<string, Json | undefined> = { ...fields };
  for (const field of FIELDS) {
    const given = fields[field];
    if (given === undefined) {
      if (NEEDED.includes(field)) {
        usable = false;
        report({ line, field, kind: 'value', message: missing([field], fields) });
      } else leftOut.push(field);
      filled[field] = field === 'timeout_marker' ? (fields['complete_ts'] ?? null) === null : null;
      continue;
    }
    const expected = EXPECTED[field];
    if (expected === undefined || expected[0](given)) continue;
    usable = false;
    report({ line, field, kind: 'value', message: `"${field}" is ${kindOf(given)}, expected ${expected[1]}` });
  }
  const [first] = leftOut;
  if (first !== undefined) report({ line, field: first, kind: 'missing', message: missing(leftOut, fields) });
  return usable ? (filled as unknown as Operation) : undefined;
}

/** The quick way for the many lines that have all fields and nothing wrong: spelt out, it takes a tenth of the time of a loop. */
function isComplete(fields: Fields): boolean {
  const { error, input, key, output } = fields;
  return (
    isId(fields['op_id']) &&
    isId(fields['process_id']) &&
    isTime(fields['invoke_ts']) &&
    isTimeOrNull(fields['complete_ts']) &&
    isName(fields['op_type']) &&
    key !== undefined &&
    input !== undefined &&
    output !== undefined &&
    (error === null || (error !== undefined && isError(error))) &&
    typeof fields['timeout_marker'] === 'boolean' &&
    isNode(fields['node_seen']) &&
    isEpoch(fields['fault_epoch'])
  );
}

function missing(left: readonly Field[], fields: Fields): string {
  const others = Object.keys(fields).filter((name) => !(FIELDS as readonly string[]).includes(name));
  const near = left.map((field) => nearest(field, others)).find((name) => name !== undefined);
  const names = left.map((field) => `"${field}"`).join(', ');
  return `${names} ${left.length === 1 ? 'is' : 'are'} missing${near === undefined ? '' : `; is "${near}" meant?`}`;
}

function kindOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
    return `${value}, beyond 2^53 and so rounded`;
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
