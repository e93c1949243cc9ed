import type { Readable } from 'node:stream';
import { UserError } from '../cli/errors.js';
import { jsonErrorAt } from '../evidence/json-error.js';
import { placeOf } from '../evidence/json.js';
import { show } from './canonical.js';
import { DEEPEST, tooDeep } from './depth.js';
import { eachLine, open, readable } from './lines.js';
import type { Json, Operation, OpId } from './operation.js';
import { toOperation, type Problem } from './validate.js';

/** Characters; nothing that fits in less is deep enough to exhaust a stack. */
const LONG_LINE = 4096;

/** Fields left out are kept as problems up to this number, which is enough to say so. */
const MISSING = 1000;

/** A history as read: its operations in file order, and what identifies the file. */
export interface History {
  readonly operations: readonly Operation[];
  /** The line that each operation stands on, counted from 1. */
  readonly lines: Uint32Array;
  /** Fields that were left out, the first occurrences; none in an imported history. */
  readonly missing: readonly Problem[];
  /** Lines in the file that are not blank. */
  readonly lineCount: number;
  /** SHA-256 and size of the bytes as stored, compressed or not. */
  readonly sha256: string;
  readonly bytes: number;
}

/** Called once for each operation that could be read, with its line as it stands in the file. */
export type EachOperation = (op: Operation, line: number, text: string) => void;

/**
 * Reads JSON Lines, one operation a line, blank lines skipped. Never throws on what a line holds: `report` is told.
 * @returns the number of lines that are not blank, with hash and size
 */
export async function scanHistory(
  source: string | Readable,
  name: string,
  each: EachOperation,
  report: (problem: Problem, text: string) => void,
): Promise<{ lineCount: number; sha256: string; bytes: number }> {
  const { chunks, digest } = open(source, name);
  let lineCount = 0;
  await readable(name, () =>
    eachLine(chunks, name, (text, line) => {
      if (text.trim() === '') return;
      lineCount++;
      // Ordinary lines are short, so that looking at the long ones costs nothing.
      const deep = text.length < LONG_LINE ? undefined : tooDeep(text);
      if (deep !== undefined) {
        report(
          { line, column: deep + 1, kind: 'value', message: `the line is nested deeper than ${DEEPEST} levels` },
          text,
        );
        return;
      }
      let value: Json;
      try {
        value = JSON.parse(text) as Json;
      } catch {
        report({ line, kind: 'syntax', ...syntaxError(text) }, text);
        return;
      }
      const op = toOperation(value, line, (problem) => {
        const path = problem.field === undefined ? [] : [problem.field];
        report({ ...problem, column: placeOf(text, path) + 1 }, text);
      });
      if (op !== undefined) each(op, line, text);
    }),
  );
  return { lineCount, ...digest() };
}

/**
 * Reads a whole history into memory.
 * @throws UserError where the file cannot be read, a line is no operation, an op_id comes twice, or an operation
 *   completes before it was invoked: no checker can say anything then
 */
export async function readHistory(source: string | Readable, name: string): Promise<History> {
  const collected = new Collector(name);
  const missing: Problem[] = [];
  let foreign = false;
  const summary = await scanHistory(
    source,
    name,
    (op, line) => collected.add(op, line),
    (problem, text) => {
      foreign ||= problem.kind === 'syntax' && /:(invoke|ok|info)\b/.test(text.slice(0, LONG_LINE));
      if (problem.kind !== 'missing') collected.problem(problem);
      else if (missing.length < MISSING) missing.push(problem);
    },
  );
  return { ...collected.finish(foreign ? JEPSEN : JSON_LINES), ...summary, missing };
}

const JEPSEN = 'it looks like a history of Jepsen: give --from jepsen-edn (history.edn) or --from jepsen-log';
const JSON_LINES = 'one JSON object a line, with the fields of schemas/history.schema.json; see docs/checkers.md';

/** Gathers operations and refuses contradictions, for readers and importers alike. */
export class Collector {
  readonly #name: string;
  readonly #operations: Operation[] = [];
  #lines = new Uint32Array(1024);
  #first: Problem | undefined;
  #problems = 0;
  /** Ids are looked up only once one comes that is not higher than all before it. */
  #highest = -Infinity;
  #seen: Map<OpId, number> | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  problem(problem: Problem): void {
    this.#problems++;
    this.#first ??= problem;
  }

  add(op: Operation, line: number): void {
    this.#unique(op, line);
    if (op.complete_ts !== null && op.complete_ts < op.invoke_ts)
      this.problem({
        line,
        kind: 'value',
        field: 'complete_ts',
        message: `operation ${op.op_id} completes at ${op.complete_ts}, before it was invoked at ${op.invoke_ts}`,
      });
    if (this.#operations.length === this.#lines.length) {
      const larger = new Uint32Array(this.#lines.length * 2);
      larger.set(this.#lines);
      this.#lines = larger;
    }
    this.#lines[this.#operations.length] = line;
    this.#operations.push(op);
  }

  #unique(op: Operation, line: number): void {
    const id = op.op_id;
    if (this.#seen === undefined) {
      if (typeof id === 'number' && id > this.#highest) {
        this.#highest = id;
        return;
      }
      this.#seen = new Map(this.#operations.map((one, i) => [one.op_id, this.#lines[i] as number]));
    }
    const before = this.#seen.get(id);
    if (before === undefined) this.#seen.set(id, line);
    else
      this.problem({
        line,
        kind: 'value',
        field: 'op_id',
        message: `op_id ${show(id)} stands on line ${before} already`,
      });
  }

  /** @throws UserError with the first problem and the number of all */
  finish(help = JSON_LINES): { operations: readonly Operation[]; lines: Uint32Array } {
    const first = this.#first;
    if (first !== undefined) {
      const more = this.#problems - 1;
      const column = first.column === undefined ? '' : `:${first.column}`;
      throw new UserError(
        `${this.#name}:${first.line}${column}: ${first.message}${more === 0 ? '' : ` (and ${more} more problem${more === 1 ? '' : 's'})`}`,
        { help },
      );
    }
    return { operations: this.#operations, lines: this.#lines.slice(0, this.#operations.length) };
  }
}

/** What is wrong with a line that JSON.parse refuses. */
function syntaxError(text: string): { message: string; column: number } {
  const at = jsonErrorAt(text) ?? 0;
  const ended = at >= text.trimEnd().length;
  const message = ended
    ? `not valid JSON: the line is cut off behind ${show(text.slice(-30), 40)}`
    : `not valid JSON: ${show(text.slice(at, at + 30), 40)} cannot stand here`;
  return { message, column: at + 1 };
}
