// The tools of the mutation test: ways to change a file of a session, each of which says at which places it must be
// reported. Places are worked out from the changed text alone, not by the code under test.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A place that must be reported: a line, and a column that the reported range must cover where the mutation has one. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

export interface Mutation {
  readonly name: string;
  /** Tampers with the session below `directory`. @returns where that must be reported: at every one of these places */
  apply(directory: string): readonly Place[];
}

/** The line of the first match in a file after the change, or of the match's first group. */
export type Where = readonly [file: string, match: RegExp];

export const REPORT = 'findings/report.md';
export const LOG = 'session-log.md';

export function read(directory: string, file: string): string {
  return readFileSync(join(directory, file), 'utf8');
}

function found(directory: string, [file, pattern]: Where): Place {
  const match = existsSync(join(directory, file)) ? new RegExp(pattern, 'dm').exec(read(directory, file)) : null;
  if (match === null) throw new Error(`${file} has no ${String(pattern)}`);
  const at = match.indices?.[1]?.[0] ?? match.index;
  return { file, line: match.input.slice(0, at).split('\n').length };
}

/** The first character in which two texts differ. */
function difference(file: string, before: string, after: string): Place {
  let at = 0;
  while (at < after.length && before[at] === after[at]) at++;
  const head = after.slice(0, at).split('\n');
  // A line of a history is known by its number alone.
  if (file.endsWith('history.jsonl')) return { file, line: head.length };
  return { file, line: head.length, column: (head.at(-1)?.length ?? 0) + 1 };
}

/** Replaces the first match in a file. It is reported where the file differs, or where `where` says. */
export function swap(directory: string, file: string, old: string | RegExp, next: string): Place {
  const before = read(directory, file);
  const after = before.replace(old, next);
  if (after === before) throw new Error(`${file} has no ${String(old)}`);
  writeFileSync(join(directory, file), after);
  return difference(file, before, after);
}

export const text = (name: string, file: string, old: string | RegExp, next: string, ...where: Where[]): Mutation => ({
  name,
  apply(directory) {
    const place = swap(directory, file, old, next);
    return where.length === 0 ? [place] : where.map((one) => found(directory, one));
  },
});

export type Json = Record<string, unknown>;
export type Path = readonly (string | number)[];

/** The object or array at a path of a parsed record. */
function sub(value: unknown, path: Path): Json {
  return path.reduce<Json>((current, step) => current[step] as Json, value as Json);
}

const MARK = '\u0001here';

/** Sets the value at a path of a record, which is reported there. */
export function set(directory: string, file: string, path: Path, next: unknown): Place {
  const record = JSON.parse(read(directory, file)) as Json;
  const holder = sub(record, path.slice(0, -1));
  const name = path.at(-1) ?? '';
  holder[name] = MARK;
  const marked = JSON.stringify(record, null, 2).split('\n');
  const line = marked.findIndex((one) => one.includes(JSON.stringify(MARK)));
  const column = (marked[line]?.indexOf(JSON.stringify(MARK)) ?? 0) + 1;
  holder[name] = next;
  writeFileSync(join(directory, file), `${JSON.stringify(record, null, 2)}\n`);
  return { file, line: line + 1, column };
}

export const json = (name: string, file: string, path: Path, next: unknown, ...where: Where[]): Mutation => ({
  name,
  apply(directory) {
    const place = set(directory, file, path, next);
    return where.length === 0 ? [place] : where.map((one) => found(directory, one));
  },
});

/** Any other change, with the places where it must be reported. */
export const other = (name: string, apply: (directory: string) => void, ...where: Where[]): Mutation => ({
  name,
  apply(directory) {
    apply(directory);
    return where.map((one) => found(directory, one));
  },
});

export const KEYS = ['S1', 'S2', 'S3', 'S4/grpc', 'S4/http', 'S4/export'];

export const row = (key: string): RegExp => new RegExp(`^\\| ${key} \\|.*\\n`, 'm');
export const verdict = (key: string, from: string): RegExp => new RegExp(`(\\| ${key} \\|[^|]*\\| )${from}`);
export const figure = (key: string, what: string): RegExp => new RegExp(`(\\| ${key} \\|.*?)${what}`);
export const event = (key: string, name: string): RegExp => new RegExp(`^\\|[^|]*\\| ${key} \\| ${name}.*\\n`, 'm');
export const logRow = (key: string): Where => [LOG, new RegExp(`^\\| ${key} \\| (?:smoke|hardening)`)];
export const reportRow = (key: string): Where => [REPORT, new RegExp(`^\\| ${key} \\|`)];
export const heading = (file: string, title: string): Where => [file, new RegExp(`^## ${title}`)];
