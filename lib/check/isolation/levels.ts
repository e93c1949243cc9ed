/**
 * Isolation levels and the anomalies that rule them out: four levels, each plain, per session and in real time
 * (Adya, Liskov & O'Neil, ICDE 2000; Cerone & Gotsman, PODC 2016, for snapshot isolation; Daudjee & Salem, VLDB 2006, for
 * the strong-session forms; the assignment of anomalies is Elle's).
 */
export const BASES = ['read-uncommitted', 'read-committed', 'snapshot-isolation', 'serializable'] as const;
export const STRENGTHS = ['', 'strong-session-', 'strong-'] as const;

/** A level as a pair of indices; it includes every level with a lower or equal base and strength. */
export interface Level {
  readonly base: number;
  readonly strength: number;
}

export function levelName({ base, strength }: Level): string {
  const name = `${STRENGTHS[strength] ?? ''}${BASES[base] ?? ''}`;
  return name === 'strong-serializable' ? 'strict-serializable' : name;
}

/** All levels, from the weakest base and strength up. */
const LEVELS: readonly Level[] = BASES.flatMap((_, base) => STRENGTHS.map((__, strength) => ({ base, strength })));

export const LEVEL_NAMES: readonly string[] = LEVELS.map(levelName);

export function levelNamed(name: string): Level | undefined {
  return LEVELS.find((level) => levelName(level) === name);
}

/** The weakest base that forbids the anomaly. */
const FORBIDDEN_FROM: Readonly<Record<string, number>> = {
  // Neither is a history in Adya's sense: versions come from writes, and their order is total.
  'garbage-read': 0,
  'duplicate-elements': 0,
  'cyclic-versions': 0,
  G0: 0,
  G1a: 1,
  G1b: 1,
  G1c: 1,
  'future-read': 1,
  // Two orders of one list cannot both be committed, so one of them was a dirty read.
  'incompatible-order': 1,
  'dirty-update': 1,
  internal: 2,
  'lost-update': 2,
  'G-single': 2,
  'G-nonadjacent': 2,
  'G2-item': 3,
};

/** The weakest level that the anomaly rules out; everything above it falls as well. */
export function ruledOutBy(anomaly: string): Level {
  const match = /^(.+?)(-process|-realtime)?$/.exec(anomaly);
  const base = FORBIDDEN_FROM[match?.[1] ?? ''];
  if (base === undefined) throw new Error(`no level is known to forbid ${anomaly}`);
  return { base, strength: match?.[2] === '-realtime' ? 2 : match?.[2] === '-process' ? 1 : 0 };
}

export function includes(stronger: Level, weaker: Level): boolean {
  return stronger.base >= weaker.base && stronger.strength >= weaker.strength;
}

/** The levels that no fault rules out and that no other such level includes, the strongest base first. */
export function strongest(faults: readonly Level[]): Level[] {
  const held = LEVELS.filter((level) => !faults.some((fault) => includes(level, fault)));
  return held.filter((a) => !held.some((b) => b !== a && includes(b, a))).reverse();
}

/** The weakest levels that are ruled out. */
export function weakestFaults(faults: readonly Level[]): Level[] {
  const out = LEVELS.filter((level) => faults.some((fault) => includes(level, fault)));
  return out.filter((a) => !out.some((b) => b !== a && includes(a, b)));
}
