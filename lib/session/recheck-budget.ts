/** What an audit may spend on running the checkers of a session again. */
export interface RecheckBudget {
  /** For all records of the session together. */
  readonly seconds: number;
  /** For each. */
  readonly memoryMegabytes: number;
  /** Larger histories are left alone, in bytes: to read them takes longer than the rest of an audit. */
  readonly largestHistory: number;
}

/** Small enough for every lint: a check of a hundred thousand operations takes a second. */
export const QUICK: RecheckBudget = { seconds: 20, memoryMegabytes: 1024, largestHistory: 48 * 1024 * 1024 };

/** The budget that a user asks for: `quick`, none at all, or seconds, which then go for large histories, too. */
export function recheckBudget(asked: 'quick' | 'no' | number): RecheckBudget | undefined {
  if (asked === 'no') return undefined;
  return asked === 'quick' ? QUICK : { seconds: asked, memoryMegabytes: 4096, largestHistory: Infinity };
}
