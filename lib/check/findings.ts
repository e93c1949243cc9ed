import type { Anomaly } from './checker.js';

/** Collects anomalies: all are counted, the first few of each type are kept with their words. */
export class Findings {
  static readonly KEPT = 10;
  readonly counts = new Map<string, number>();
  readonly kept: Anomaly[] = [];

  /** `describe` is only called for an anomaly that is kept. */
  add(type: string, describe: () => Omit<Anomaly, 'type'>): void {
    const count = (this.counts.get(type) ?? 0) + 1;
    this.counts.set(type, count);
    if (count <= Findings.KEPT) this.kept.push({ type, ...describe() });
  }
}
