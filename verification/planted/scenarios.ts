import type { CheckRequest } from '../harness/session.js';
import { isolateLeader, killAll, killLeader, loseAnswers, muteLeader, pauseLeader, type MakeFault } from './faults.js';
import type { Bug } from './store/bugs.js';
import { Leases } from './workloads/leases.js';
import { Ledger } from './workloads/ledger.js';
import { Registers } from './workloads/register.js';
import { Sets } from './workloads/set.js';
import { TenantExports, TenantKeys, TenantLists } from './workloads/tenants.js';
import type { Bench, Workload } from './workloads/workload.js';

/** A scenario or arm of plan.md, as it is run. */
export interface Scenario {
  readonly key: string;
  /** The defect that this scenario has to find. */
  readonly bug: Bug;
  /** The defect of the positive control, where the planted one is out of this arm's sight. */
  readonly control?: Bug;
  /** Whether this arm can see the defect. */
  readonly sees: boolean;
  readonly workload: (bench: Bench) => Workload;
  /** What the workload does, in words. */
  readonly generator: string;
  /** What the hypotheses need to be reached, by the names that the workload counts under. */
  readonly reach: readonly string[];
  readonly fault: MakeFault;
  /** How long the fault stays, in ms. */
  readonly hold: number;
  readonly check: CheckRequest;
}

/** Counted by the run itself. */
export const ELECTED = 'a leader was elected after the fault';

/** Windows that each seed has. */
export const WINDOWS = 2;

export const SCENARIOS: readonly Scenario[] = [
  {
    key: 'S1',
    bug: 'lost-ack',
    sees: true,
    workload: (bench) => new Sets(bench),
    generator: '6 clients add unique elements to one live set, 8 % reads of the whole set',
    reach: ['an add was in flight when its node died', ELECTED],
    fault: killAll,
    hold: 500,
    check: { checker: 'no-lost-ack', model: 'map' },
  },
  {
    key: 'S2',
    bug: 'stale-read',
    sees: true,
    workload: (bench) => new Registers(bench),
    generator: '6 clients on 2 live registers, 3 of them write, compare-and-set and read, 3 only read',
    reach: ['a compare-and-set succeeded', ELECTED],
    fault: isolateLeader,
    hold: 4_000,
    check: { checker: 'linearizability', model: 'register' },
  },
  {
    key: 'S3',
    bug: 'duplicate-on-retry',
    sees: true,
    workload: (bench) => new Ledger(bench),
    generator:
      '6 clients book entries under request ids and send again: unanswered ones, one in ten answered ones, and old ones after each heal',
    reach: [
      'a request without an answer was sent again and answered',
      'a request was sent again after the heal',
      ELECTED,
    ],
    fault: loseAnswers,
    hold: 2_500,
    check: { checker: 'exactly-once', model: 'ledger', options: { field: 'request_id' } },
  },
  {
    key: 'S4',
    bug: 'split-brain',
    sees: true,
    workload: (bench) => new Registers(bench),
    generator: '6 clients on 2 live registers, 3 of them write, compare-and-set and read, 3 only read',
    reach: ['a compare-and-set succeeded', ELECTED],
    fault: muteLeader,
    hold: 4_000,
    check: { checker: 'linearizability', model: 'register' },
  },
  {
    key: 'S5',
    bug: 'overlapping-leases',
    sees: true,
    workload: (bench) => new Leases(bench),
    generator:
      '6 clients on 3 leases of 6 s: acquire, write under the token, hold, renew 4 in 10, write, release, write once more; 2 clients the same on a fourth, of 0.5 s and held for 0.1 s',
    reach: ['a lease was granted', 'a lease was renewed', 'a write with an old token was refused', ELECTED],
    fault: pauseLeader,
    hold: 3_500,
    check: { checker: 'exclusion', model: 'lease' },
  },
  {
    key: 'S6/api',
    bug: 'tenant-leak',
    control: 'open-door',
    sees: false,
    workload: (bench) => new TenantKeys(bench),
    generator:
      '7 tenants with names that are easily confused write and read the same key names, 3 in 10 requests for a foreign tenant',
    reach: ['a foreign request was denied', ELECTED],
    fault: killLeader,
    hold: 2_500,
    check: { checker: 'linearizability', model: 'register' },
  },
  {
    key: 'S6/list',
    bug: 'tenant-leak',
    control: 'open-door',
    sees: false,
    workload: (bench) => new TenantLists(bench),
    generator:
      '7 tenants with names that are easily confused add values and list them, 1 in 4 requests for a foreign tenant',
    reach: ['a foreign request was denied', ELECTED],
    fault: killLeader,
    hold: 2_500,
    check: { checker: 'no-lost-ack', model: 'map' },
  },
  {
    key: 'S6/export',
    bug: 'tenant-leak',
    sees: true,
    workload: (bench) => new TenantExports(bench),
    generator:
      '7 tenants with names that are easily confused add values and export them, 1 request in 5 for a foreign export',
    reach: ['a foreign export was denied', 'exports were running when the fault came', ELECTED],
    fault: killLeader,
    hold: 2_000,
    check: { checker: 'no-lost-ack', model: 'map' },
  },
];

/** @throws Error where there is no such scenario or arm */
export function scenario(key: string): Scenario {
  const found = SCENARIOS.find((one) => one.key === key);
  if (found === undefined) throw new Error(`there is no scenario ${key}`);
  return found;
}
