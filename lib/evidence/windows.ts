import type { Outcome } from '../history/operation.js';
import type { FaultWindow, NemesisLine, OutcomeCounts, Reading } from './types.js';

/** What the lines of each epoch say together, and where they contradict each other. */
export function mergeWindows(lines: readonly { readonly value: NemesisLine; readonly at: number }[]): {
  windows: FaultWindow[];
  conflicts: { readonly at: number; readonly message: string }[];
} {
  type Merged = { -readonly [K in keyof Omit<FaultWindow, 'readings'>]: FaultWindow[K] };
  const byEpoch = new Map<string, Merged & { readings: { reading: Reading; at: number }[] }>();
  const conflicts: { at: number; message: string }[] = [];
  for (const { value, at } of lines) {
    const epoch = String(value.epoch);
    let window = byEpoch.get(epoch);
    if (window === undefined) {
      window = {
        epoch,
        nemesis: undefined,
        planned: undefined,
        start: undefined,
        observed: undefined,
        end: undefined,
        injectorExit: undefined,
        readings: [],
        heal: undefined,
        at,
      };
      byEpoch.set(epoch, window);
    }
    const once = <T>(name: string, old: T | undefined, next: T | null | undefined): T | undefined => {
      if (next === null || next === undefined) return old;
      if (old !== undefined && JSON.stringify(old) !== JSON.stringify(next))
        conflicts.push({ at, message: `epoch ${epoch} has two values for ${name}` });
      return old ?? next;
    };
    window.nemesis = once('nemesis', window.nemesis, value.nemesis);
    window.planned = once('planned', window.planned, value.planned);
    window.start = once('start_ts', window.start, value.start_ts);
    window.observed = once('observed_ts', window.observed, value.observed_ts);
    window.end = once('end_ts', window.end, value.end_ts);
    window.injectorExit = once('injector_rc', window.injectorExit, value.injector_rc);
    window.heal = once('heal', window.heal, value.heal);
    for (const reading of value.landing ?? []) window.readings.push({ reading, at });
  }
  return { windows: [...byEpoch.values()], conflicts };
}

/** Whether a reading moved as it was expected to. */
export function moved({ kind, before, after, expect }: Reading): boolean {
  // A counter that was not read before has not moved; a number and its digits as text are one value.
  if (kind === 'counter' && (before === null || after === null)) return false;
  if (String(before) === String(after)) return false;
  const [from, to] = [quantity(before), quantity(after)];
  if (from === undefined || to === undefined) return true;
  if (expect === 'rises') return to > from;
  if (expect === 'falls') return to < from;
  return to !== from;
}

function quantity(value: Reading['before']): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && !Number.isNaN(number) ? number : undefined;
}

/** Whether a reading was taken inside its window; one without a time is taken at its word. */
export function inside(reading: Reading, { start, end }: FaultWindow): boolean {
  const ts = reading.ts ?? undefined;
  return ts === undefined || (ts >= (start ?? -Infinity) && ts <= (end ?? Infinity));
}

/** Why a window's fault is not proven to have landed; undefined where it is. */
export function notLanded(window: FaultWindow, operations: number | undefined): string | undefined {
  const { epoch, start, end, readings } = window;
  if (start === undefined || end === undefined)
    return `the window ${epoch} has no ${start === undefined ? 'start' : 'end'}`;
  if (end <= start) return `the window ${epoch} ends before it starts`;
  const victim = readings.filter(({ reading }) => reading.source === 'victim');
  if (victim.length === 0)
    return `the window ${epoch} has no reading at the victim${readings.length > 0 ? ', only the injector’s own' : ''}`;
  if (!victim.some(({ reading }) => moved(reading))) return `no reading at the victim moved in the window ${epoch}`;
  if (!victim.some(({ reading }) => moved(reading) && inside(reading, window)))
    return `no reading at the victim moved inside the window ${epoch}`;
  if (operations === 0) return `no operation was under the fault in the window ${epoch}`;
  return undefined;
}

/** Fault windows on the time line: which one holds a moment, and how many operations lie before and after each. */
export class WindowIndex {
  readonly byEpoch: ReadonlyMap<string, FaultWindow>;
  private readonly placed: { readonly start: number; readonly end: number; readonly window: FaultWindow }[];
  /** The furthest end among the windows up to an index. */
  private readonly reach: { readonly end: number; readonly window: FaultWindow }[] = [];
  private readonly starts: number[];
  private readonly ends: number[];
  /** Operations by the number of starts (ends) that are not after (before) their invocation. */
  private readonly byStart: Tally;
  private readonly byEnd: Tally;

  constructor(windows: readonly FaultWindow[]) {
    this.byEpoch = new Map(windows.map((window) => [window.epoch, window]));
    this.placed = windows
      .flatMap((window) =>
        window.start === undefined || window.end === undefined
          ? []
          : [{ start: window.start, end: window.end, window }],
      )
      .sort((a, b) => a.start - b.start);
    for (const { end, window } of this.placed) {
      const last = this.reach.at(-1);
      this.reach.push(last !== undefined && last.end >= end ? last : { end, window });
    }
    this.starts = this.placed.map(({ start }) => start);
    this.ends = this.placed.map(({ end }) => end).sort((a, b) => a - b);
    this.byStart = new Tally(this.starts.length + 1);
    this.byEnd = new Tally(this.ends.length + 1);
  }

  count(invoked: number, outcome: Outcome): void {
    if (this.placed.length === 0) return;
    this.byStart.add(upTo(this.starts, invoked), outcome);
    // An operation invoked at the very end of a window is not behind it.
    this.byEnd.add(below(this.ends, invoked), outcome);
  }

  /** A window in which that moment lies. */
  holding(ts: number): FaultWindow | undefined {
    const last = this.reach[upTo(this.starts, ts) - 1];
    return last !== undefined && last.end >= ts ? last.window : undefined;
  }

  around(): Map<string, { before: OutcomeCounts; after: OutcomeCounts }> {
    const found = new Map<string, { before: OutcomeCounts; after: OutcomeCounts }>();
    for (const { start, end, window } of this.placed) {
      const before = this.byStart.sum(0, below(this.starts, start) + 1);
      const after = this.byEnd.sum(upTo(this.ends, end), Infinity);
      found.set(window.epoch, { before, after });
    }
    return found;
  }
}

/** How many of the sorted values are at most `value`. */
function upTo(values: readonly number[], value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of the sorted values are less than `value`. */
function below(values: readonly number[], value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

class Tally {
  private readonly slots: { ok: number; fail: number; info: number }[];

  constructor(size: number) {
    this.slots = Array.from({ length: size }, () => ({ ok: 0, fail: 0, info: 0 }));
  }

  add(slot: number, outcome: Outcome): void {
    const counts = this.slots[slot];
    if (counts !== undefined) counts[outcome]++;
  }

  sum(from: number, to: number): OutcomeCounts {
    const sum = { ok: 0, fail: 0, info: 0 };
    for (const counts of this.slots.slice(from, to === Infinity ? undefined : to)) {
      sum.ok += counts.ok;
      sum.fail += counts.fail;
      sum.info += counts.info;
    }
    return sum;
  }
}
