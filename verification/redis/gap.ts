// usage: node gap.js <history.jsonl> <limit in seconds>; exit 0 within it, 1 beyond it
// The oracle of scenario S9: how long nobody got a write acknowledged after each fault window began.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { outcome, type Operation } from '../../lib/history/operation.js';

export interface Gap {
  readonly epoch: string;
  /** Seconds from the last acknowledgement before the window's first operation that failed to the next acknowledgement; Infinity where none came. */
  readonly seconds: number;
  /** Writes acknowledged in the 5 s after the gap. */
  readonly after: number;
}

/** The longest interval between two acknowledgements from the start of each window on, up to the next window. */
export function gaps(operations: readonly Operation[]): Gap[] {
  const acknowledged = operations
    .filter((op) => op.op_type === 'write' && outcome(op) === 'ok')
    .map((op) => op.complete_ts ?? 0)
    .sort((a, b) => a - b);
  const starts = new Map<string, number>();
  const ends = new Map<string, number>();
  for (const op of operations) {
    if (op.fault_epoch === null) continue;
    const epoch = String(op.fault_epoch);
    starts.set(epoch, Math.min(starts.get(epoch) ?? Infinity, op.invoke_ts));
    ends.set(epoch, Math.max(ends.get(epoch) ?? 0, op.complete_ts ?? op.invoke_ts));
  }
  return [...starts].map(([epoch, start]) => {
    const end = ends.get(epoch) ?? start;
    const times = [start, ...acknowledged.filter((at) => at > start && at <= end), end];
    let longest = 0;
    let until = start;
    for (let i = 1; i < times.length; i++) {
      const width = (times[i] ?? 0) - (times[i - 1] ?? 0);
      if (width > longest) [longest, until] = [width, times[i] ?? 0];
    }
    return {
      epoch,
      seconds: longest / 1e9,
      after: acknowledged.filter((at) => at >= until && at <= until + 5e9).length,
    };
  });
}

/** What is wrong by the limit; empty where nothing is. */
export function violations(operations: readonly Operation[], limit: number): string[] {
  const found = gaps(operations);
  if (found.length === 0) return ['there is no fault window, so there is no gap to measure'];
  return found.flatMap(({ epoch, seconds, after }) => [
    ...(seconds > limit
      ? [`${epoch}: no write was acknowledged for ${seconds.toFixed(1)} s, the limit is ${limit} s`]
      : []),
    ...(after < 20 ? [`${epoch}: ${after} writes were acknowledged in the 5 s after the gap, 20 are asked for`] : []),
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , file = '', limit = '10'] = process.argv;
  const bytes = readFileSync(file);
  const operations = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes)
    .toString('utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Operation);
  const found = violations(operations, Number(limit));
  for (const { epoch, seconds, after } of gaps(operations))
    process.stdout.write(`${epoch}: ${seconds.toFixed(2)} s, ${after} writes in the 5 s after it\n`);
  for (const line of found) process.stdout.write(`violation: ${line}\n`);
  process.exitCode = found.length === 0 ? 0 : 1;
}
