import { isList, show } from '../history/canonical.js';
import { outcome, type Json, type Operation } from '../history/operation.js';
import type { CheckRecord, WitnessOperation } from './record.js';

/** At most so many anomalies are written out; the record has all. */
const ANOMALIES = 5;

/** A check's record for people: the verdict, what it rests on, and on a violation the witness. */
export function toText(record: CheckRecord): string {
  return (
    [headline(record), '', ...(record.result === 'invalid' ? violation(record) : []), ...basis(record)].join('\n') +
    '\n'
  );
}

function headline(record: CheckRecord): string {
  const what = `${record.checker}${record.model === null ? '' : ` of ${record.model}`}`;
  if (record.result === 'valid') return `valid: ${what} holds for ${count(record.ops_consumed, 'operation')}`;
  if (record.result === 'invalid') return `invalid: ${what} is violated (${count(record.anomalies.length, 'anomaly')})`;
  return `unknown: ${what} is undecided: ${record.reason ?? 'no reason given'}`;
}

function violation(record: CheckRecord): string[] {
  const lines: string[] = [];
  const byId = new Map(record.witness?.operations.map((one) => [one.operation.op_id, one]) ?? []);
  for (const [i, anomaly] of record.anomalies.slice(0, ANOMALIES).entries()) {
    const key = anomaly.key === undefined || anomaly.key === null ? '' : `, key ${show(anomaly.key)}`;
    lines.push(`${i + 1}. ${anomaly.type}${key}: ${anomaly.message}`);
    lines.push(...table(anomaly.ops.flatMap((id) => byId.get(id) ?? [])));
    for (const edge of anomaly.edges ?? []) lines.push(`   ${edge.from} -${edge.kind}-> ${edge.to}: ${edge.why}`);
    lines.push('');
  }
  const left = record.anomalies.length - ANOMALIES;
  if (left > 0) lines.push(`… and ${count(left, 'anomaly')} more; --json has all`, '');
  const { order = [], stuck = [] } = record.witness ?? {};
  if (order.length > 0) {
    lines.push('The longest legal order ends with:');
    for (const { op, state } of order) lines.push(`   ${phrase(byId.get(op)?.operation, op)} => ${state}`);
  }
  if (stuck.length > 0) {
    lines.push('and none of these can come next:');
    for (const { op, why } of stuck) lines.push(`   ${phrase(byId.get(op)?.operation, op)}: ${why}`);
  }
  if (order.length + stuck.length > 0) lines.push('');
  return lines;
}

function table(operations: readonly WitnessOperation[]): string[] {
  if (operations.length === 0) return [];
  const rows = [['op', 'line', 'process', 'invoked', 'completed', 'node', 'epoch', 'operation']];
  for (const { line, operation: op } of operations)
    rows.push([
      String(op.op_id),
      String(line),
      String(op.process_id),
      String(op.invoke_ts),
      outcome(op) === 'info' ? 'unknown' : String(op.complete_ts),
      op.node_seen ?? '-',
      op.fault_epoch === null ? '-' : String(op.fault_epoch),
      call(op),
    ]);
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) => `   ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd());
}

/** `write 1`, `read -> 5`, `cas [1,2] -> false (failed: timeout)` */
export function call(op: Operation): string {
  const input = op.input === null ? '' : ` ${show(op.input)}`;
  const output = op.output === null ? '' : ` -> ${show(op.output)}`;
  const error = op.error === null ? '' : ` (${typeof op.error === 'string' ? op.error : op.error.code})`;
  return `${op.op_type}${input}${output}${error}`;
}

function phrase(op: Operation | undefined, id: string | number): string {
  return op === undefined ? `operation ${id}` : `operation ${id}, ${call(op)}`;
}

function basis(record: CheckRecord): string[] {
  const lines: string[] = [];
  const excluded = Object.entries(record.ops_excluded);
  const { input } = record;
  if (record.ops_total !== null)
    lines.push(
      `${input.file}: ${count(record.ops_total, 'operation')}, ${record.ops_consumed} consumed in ` +
        `${count(record.partitions, 'partition')}, ${record.indeterminate} of unknown outcome`,
    );
  for (const [reason, number] of excluded) lines.push(`excluded: ${number} (${reason})`);
  if (record.result === 'invalid' && record.reason !== null) lines.push(`note: ${record.reason}`);
  for (const [name, value] of Object.entries(record.details)) lines.push(`${name}: ${figure(value)}`);
  for (const { level, line, count: times, message } of record.history_findings)
    if (level !== 'advice') lines.push(`history, line ${line}: ${message}${times === 1 ? '' : ` (${times} times)`}`);
  const self = record.self_test;
  const tried = `${self.passed ? 'passed' : 'not passed'} (known good: ${self.known_good}, known bad: ${self.known_bad})`;
  lines.push(`self-test: ${self.cases === 0 ? 'not run' : tried}, ${record.duration_ms} ms`);
  return lines;
}

/** A figure of the checker's own: lists of words as words, anything else as JSON that is cut where it is long. */
function figure(value: Json): string {
  if (isList(value)) return value.length === 0 ? 'none' : value.map((one) => figure(one)).join('; ');
  return typeof value === 'string' ? value : show(value, 200);
}

function count(n: number, noun: string): string {
  if (n === 1) return `1 ${noun}`;
  return noun === 'anomaly' ? `${n} anomalies` : `${n} ${noun}s`;
}
