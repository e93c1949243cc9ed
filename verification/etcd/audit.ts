import type { Answers, Silent } from '../harness/audit.js';
import type { Executed } from './execute.js';
import type { Scenario } from './scenario.js';

/** Faults under which nothing can succeed, since no majority is left, or none has elected a leader yet. */
const SILENT: Readonly<Record<string, string>> = {
  'no-majority': 'no majority was left',
  'kill-two': 'no majority was left',
  'kill-all': 'no majority was left',
  'power-loss-2': 'no majority was left',
  'power-loss-3': 'no majority was left',
  'power-loss-1': 'it is shorter than an election',
  'kill-leader': 'the election took the whole window',
};

export const silentIn = ({ windows }: Executed): Silent =>
  new Map(
    windows.flatMap(({ epoch, nemesis }) => {
      const why = SILENT[nemesis];
      return why === undefined ? [] : [[epoch, why] as const];
    }),
  );

/** What a run knows beside the figures of its records. */
export function answersOf({ id, audit }: Scenario, { quiet, seeds }: Executed): Answers {
  return {
    R5: 'the gateway retries nothing',
    R6: [quiet, 'all members followed one leader and served default reads before a fresh client read at each member'],
    R7: 'members were started on new data directories in new namespaces; the first reads find nothing',
    R8: 'flags are in verification/etcd',
    R10: `every seed (${seeds.join(', ')}) ran once, in order; what was shortened shows in budget.json`,
    W1: 'values and revisions are judged, not status codes',
    W2: 'no oracle reads a log; log lines are landing evidence at most',
    W3: `the checker reads the history in evidence/${id}, every operation with its interval`,
    W5: 'they have timeout_marker true and no completion; the checker may place them anywhere or nowhere',
    W6: 'each value names its write; identities are compared',
    W8: 'as declared in §7.M of the plan',
    W9: 'every member was read in the end (node_seen of the final operations)',
    W10: 'nothing is polled until it is right: each read is one operation of the history',
    W11: 'the oracle is exact; thresholds of the other oracles stand in the plan and were fixed before the run',
    W12: 'one recorder process, one monotonic clock',
    W13: 'expected values are those that the recorder wrote',
    W14: 'every written value is unique: seed and counter',
    ...audit,
  };
}
