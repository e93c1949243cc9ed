/**
 * Defects that can be switched on. With none of them the store keeps its claims (../README.md); each breaks one of them,
 * and all but `open-door` only under the fault that its scenario injects.
 */
export const BUGS = {
  'lost-ack': 'an entry counts as written once it is queued: the log file is written and synced a moment later',
  'stale-read': 'the leader answers reads from its own state, without asking a majority whether it still leads',
  'duplicate-on-retry':
    'request ids are remembered by the node that answered, not by the replicated state, so that a new leader applies a retry again',
  'split-brain':
    'the quorum is a majority of the nodes that were heard of lately, so that a cut-off leader is one alone',
  'overlapping-leases': 'a new leader takes leases that another one granted for expired',
  'open-door': "a tenant's secret opens every tenant (for the positive control of the arms that plant nothing)",
  'tenant-leak': 'an export that a new leader resumes reads on in the whole store, without the filter for its tenant',
} as const;

export type Bug = keyof typeof BUGS;
export type Bugs = ReadonlySet<Bug>;

/** Reads a comma-separated list of switches. @throws Error on one that does not exist */
export function parseBugs(text: string): Bugs {
  const names = text.split(',').filter((name) => name !== '');
  const unknown = names.find((name) => !(name in BUGS));
  if (unknown !== undefined)
    throw new Error(`no bug is called "${unknown}"; there are ${Object.keys(BUGS).join(', ')}`);
  return new Set(names as Bug[]);
}
