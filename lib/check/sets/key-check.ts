import type { Json, Operation } from '../../history/operation.js';
import { Interner } from '../intern.js';
import { logRead } from '../log-read.js';

/** What is known of one element of one key. Reads are numbers in the order of their invocation. */
export interface Element {
  readonly value: Json;
  offset: number | undefined;
  readonly writes: Operation[];
  removed: boolean;
  /** When it was first known to be there: an acknowledgement, or the completion of a read that saw it. */
  known: number;
  /** The reads that saw it, ascending. */
  readonly seen: number[];
  /** The last read of just this place in the log that found it missing, or -1. */
  missed: number;
  most: number;
}

export interface Read {
  readonly op: Operation;
  /** All elements of the key, or the entries from an offset on (none: the log ended before it). */
  readonly values: readonly Json[];
  readonly from: number | undefined;
}

/** The elements that were written to one key, and what the reads of the key say of each. */
export class KeyCheck {
  readonly elements: Element[] = [];
  readonly reads: Read[] = [];
  readonly #numbers = new Interner();

  constructor(readonly key: Json) {}

  element(value: Json, offset?: number): Element {
    const number = this.#numbers.add(value);
    let element = this.elements[number];
    if (element === undefined) {
      element = { value, offset, writes: [], removed: false, known: Infinity, seen: [], missed: -1, most: 0 };
      this.elements[number] = element;
    }
    element.offset ??= offset;
    return element;
  }

  /** Notes for every read what it saw and, for reads of a part of a log, what it should have seen there. */
  readAll(): void {
    this.reads.sort((a, b) => a.op.invoke_ts - b.op.invoke_ts);
    const byOffset = new Map<number, Element>();
    for (const element of this.elements) if (element.offset !== undefined) byOffset.set(element.offset, element);
    for (const [number, { op, values, from }] of this.reads.entries()) {
      const times = new Map<Element, number>();
      for (const [i, value] of values.entries()) {
        const element = this.element(value);
        times.set(element, (times.get(element) ?? 0) + 1);
        const there = from === undefined ? undefined : byOffset.get(from + i);
        if (there !== undefined && there !== element) there.missed = number;
      }
      for (const [element, count] of times) {
        element.known = Math.min(element.known, op.complete_ts ?? op.invoke_ts);
        element.most = Math.max(element.most, count);
        element.seen.push(number);
      }
    }
  }

  /** For each element the last read that did not find it; whole reads miss what they do not show. */
  lastAbsences(): (element: Element) => number {
    const whole = this.reads.flatMap(({ from }, number) => (from === undefined ? [number] : []));
    // Reads that found the end of the log, by offset: each misses everything from there on.
    const ends = this.reads
      .flatMap(({ from, values }, number) => (from !== undefined && values.length === 0 ? [{ from, number }] : []))
      .sort((a, b) => a.from - b.from);
    let latest = -1;
    const latestEnd = ends.map(({ from, number }) => ({ from, number: (latest = Math.max(latest, number)) }));
    return ({ seen, missed, offset }) => {
      let i = whole.length - 1;
      let j = seen.length - 1;
      while (i >= 0) {
        while (j >= 0 && (seen[j] as number) > (whole[i] as number)) j--;
        if (seen[j] !== whole[i]) break;
        i--;
      }
      const absent = Math.max(missed, i >= 0 ? (whole[i] as number) : -1);
      if (offset === undefined) return absent;
      let low = 0;
      let high = latestEnd.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((latestEnd[middle]?.from ?? Infinity) <= offset) low = middle + 1;
        else high = middle;
      }
      return Math.max(absent, latestEnd[low - 1]?.number ?? -1);
    };
  }
}

export function readOf(op: Operation): Read {
  return { op, ...logRead(op) };
}
