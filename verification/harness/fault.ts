import type { Json } from '../../lib/history/operation.js';

/** A landing signal: something that can be read before and inside a window, at the victim or at the injector. */
export interface Gauge {
  readonly kind: 'counter' | 'state' | 'probe';
  readonly name: string;
  readonly source: 'injector' | 'victim';
  readonly expect: 'rises' | 'falls' | 'changes';
  /** A reading that cannot be had is a text that says so, never an exception. */
  read(): Promise<number | string> | number | string;
}

export interface HealReading {
  readonly verified_by: string;
  readonly before?: Json;
  readonly after?: Json;
}

/** A fault: how it is injected, seen to land, taken away, and seen to be gone. */
export interface Fault {
  readonly nemesis: string;
  readonly mechanism: string;
  readonly target: readonly string[];
  readonly scope: string;
  readonly gauges: readonly Gauge[];
  /** @returns the injector's exit status */
  inject(): Promise<number>;
  /** Idempotent, and also right when the fault was never injected. */
  heal(): Promise<void>;
  /** How it is known to be gone; undefined while it is not. */
  healed(): Promise<HealReading | undefined>;
}

/** Several faults at one moment, as one. */
export function together(nemesis: string, faults: readonly Fault[], more: readonly Gauge[] = []): Fault {
  return {
    nemesis,
    mechanism: [...new Set(faults.map(({ mechanism }) => mechanism))].join('; '),
    target: [...new Set(faults.flatMap(({ target }) => target))],
    scope: [...new Set(faults.map(({ scope }) => scope))].join(', '),
    gauges: [...faults.flatMap(({ gauges }) => gauges), ...more],
    async inject() {
      const codes = await Promise.all(faults.map((fault) => fault.inject()));
      return codes.find((rc) => rc !== 0) ?? 0;
    },
    async heal() {
      await Promise.all(faults.map((fault) => fault.heal()));
    },
    async healed() {
      const readings = await Promise.all(faults.map((fault) => fault.healed()));
      const all = readings.filter((reading) => reading !== undefined);
      return all.length < faults.length
        ? undefined
        : { verified_by: [...new Set(all.map(({ verified_by }) => verified_by))].join('; ') };
    },
  };
}

/** The same fault with more to read. */
export function withGauges(fault: Fault, more: readonly Gauge[]): Fault {
  return { ...fault, gauges: [...fault.gauges, ...more] };
}
