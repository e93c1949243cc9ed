import { plainLine } from '../format/escape.js';

/** Lines of context around a change. */
const CONTEXT = 2;

/**
 * What changes between two versions of a text, as a unified diff. Fixes change lines in place, so lines are compared
 * one by one; where their number differs, everything between the first and the last difference is one change.
 */
export function diffLines(path: string, before: string, after: string): string {
  const a = before.split(/\r?\n/);
  const b = after.split(/\r?\n/);
  const changes = a.length === b.length ? inPlace(a, b) : between(a, b);
  const hunks = changes.map(([fromA, toA, fromB, toB]) => {
    const start = Math.max(0, fromA - CONTEXT);
    const end = Math.min(a.length, toA + CONTEXT);
    const head = `@@ -${start + 1},${end - start} +${fromB - (fromA - start) + 1},${end - start + toB - fromB - (toA - fromA)} @@`;
    const lines = [
      ...a.slice(start, fromA).map((line) => ` ${line}`),
      ...a.slice(fromA, toA).map((line) => `-${line}`),
      ...b.slice(fromB, toB).map((line) => `+${line}`),
      ...a.slice(toA, end).map((line) => ` ${line}`),
    ];
    return `${head}\n${lines.map(plainLine).join('\n')}\n`;
  });
  return hunks.length === 0 ? '' : `--- ${plainLine(path)}\n+++ ${plainLine(path)}\n${hunks.join('')}`;
}

type Change = [fromA: number, toA: number, fromB: number, toB: number];

function inPlace(a: readonly string[], b: readonly string[]): Change[] {
  const changes: Change[] = [];
  for (let i = 0; i < a.length; i++) {
    if (a[i] === b[i]) continue;
    const last = changes.at(-1);
    if (last !== undefined && i <= last[1] + 2 * CONTEXT) {
      last[1] = i + 1;
      last[3] = i + 1;
    } else changes.push([i, i + 1, i, i + 1]);
  }
  return changes;
}

function between(a: readonly string[], b: readonly string[]): Change[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return [[start, a.length - end, start, b.length - end]];
}
