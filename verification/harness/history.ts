import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Operation } from '../../lib/history/operation.js';

/** The operations of a history that this harness has recorded, compressed or not. */
export function readOperations(file: string): Operation[] {
  const bytes = readFileSync(file);
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes)
    .toString('utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Operation);
}

/** Writes a copy of a recorded history in which a violation is planted. */
export function rewrite(from: string, to: string, change: (all: readonly Operation[]) => readonly Operation[]): void {
  writeFileSync(
    to,
    change(readOperations(from))
      .map((op) => `${JSON.stringify(op)}\n`)
      .join(''),
  );
}
