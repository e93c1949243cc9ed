import type { Environment } from '../harness/environment.js';
import { findingText, type KnownFinding } from '../harness/finding.js';
import type { FindingText, Narrative } from '../harness/report.js';
import type { Reduced } from '../harness/session.js';
import type { Ran } from './scenario.js';
import type { CheckerRecordFile } from '../../lib/evidence/types.js';

/** A scenario whose oracle found a violation. */
export interface Violated extends Ran {
  readonly id: string;
  readonly reduced: Reduced | undefined;
}

/** Losses that the documentation admits. What is not here is told as it is, and its blame is left open. */
const KNOWN: Readonly<Record<string, KnownFinding>> = {
  S1: {
    title: 'Acknowledged writes are discarded when a paused primary returns after a failover',
    hypothesis: 'H4',
    kind: 'fault-handling',
    what: 'n1 was stopped for 4 s and another instance promoted; n1 continued, still called itself master, and acknowledged writes of clients that had kept their connections, until the Sentinels made it a replica and it loaded the data of the new primary.',
    cause:
      'by design: replication is asynchronous and nothing fences an old primary. The documentation of Sentinel says so ("Fundamental things to know", item 3; "Consistency under partitions"), and that an old primary is converted only after it has been seen with the wrong role for some time',
    next: 'do not take the answer of a Sentinel-managed primary for durable: fence with min-replicas-to-write and min-replicas-max-lag (S3), or count only what WAIT confirmed at all replicas (S5); document how long a returned primary goes on acknowledging (M1)',
  },
  S2: {
    title: 'Acknowledged writes of an isolated primary are discarded after the failover',
    hypothesis: 'H5',
    kind: 'partition',
    what: 'n1 was cut off from the other two boxes and not from its clients; it acknowledged their writes while the other side promoted an instance, and discarded them when it was made a replica after the heal.',
    cause:
      'by design: the documentation of Sentinel draws this case ("Example 2") and says that the data of the old primary is discarded for ever',
    next: 'the same as for S1: the lag limit bounds the loss (S3), WAIT for all replicas avoids it in the shapes that S5 tried',
  },
};

/** How many violations of each kind the checker counted; its record shows the first of them. */
function counted(record: CheckerRecordFile): string {
  const { details } = record as { details?: { anomalies?: Record<string, number>; acknowledged?: number } };
  const kinds = Object.entries(details?.anomalies ?? {}).map(([kind, count]) => `${count} ${kind}`);
  const of = details?.acknowledged === undefined ? '' : ` of ${details.acknowledged} acknowledged elements`;
  return kinds.length === 0 ? 'violations' : `${kinds.join(', ')}${of}`;
}

/** Who loses what the documentation says may be lost. */
const DOCUMENTED: KnownFinding = {
  blame: 'SUT',
  tags: 'durability, replication, leadership/election',
  severity: 'P0 for who takes an acknowledgement for durable; documented behaviour',
};

function findingOf({ id, record, seeds, reduced, reruns = [], measured = [] }: Violated): FindingText {
  const known = KNOWN[id];
  const [first] = record.anomalies as readonly { message?: string }[];
  return findingText({
    program: 'redis',
    key: id,
    checker: record.checker,
    found: `${record.checker} found ${counted(record)}; the first: ${first?.message ?? 'see the record'}. ${measured.join('; ')}`,
    how: `seeds ${seeds.join(', ')}`,
    reruns,
    again: `seed ${seeds[0] ?? ''}`,
    history: `evidence/${id}/history.jsonl.gz`,
    faults: true,
    reduced,
    known: known === undefined ? undefined : { ...DOCUMENTED, ...known },
  });
}

export interface Told {
  readonly version: string;
  readonly environment: Environment;
  readonly violated: readonly Violated[];
  /** Scenarios that ran without a violation. */
  readonly held: readonly string[];
  /** Scenarios that this run left out. */
  readonly left: readonly string[];
  readonly short: boolean;
  readonly minutes: number;
}

export function narrativeOf(told: Told): Narrative {
  const { version, environment, violated, held, left, short, minutes } = told;
  const documented = violated.filter(({ id }) => KNOWN[id] !== undefined);
  const missing = environment.missing.map(({ capability, functional_test: { got } }) => `${capability} (${got})`);
  const found =
    violated.length === 0
      ? 'No violation was observed under the tested threats.'
      : `A violation was found in ${violated.map(({ id }) => id).join(' and ')}${documented.length === violated.length ? ': acknowledged writes were lost in failovers, as the documentation of Sentinel says that they can be' : '; see the findings for what is known'}.`;
  return {
    plan: 'redis-sentinel',
    commit: `Debian redis-server ${version}`,
    summary: [
      `${short ? 'A short run' : 'A run'} of ${minutes} minutes against one primary, two replicas and three Sentinels as Debian packages them (${version}), each pair in a network namespace of its own. ${found}`,
      held.length === 0
        ? 'No scenario ran without a violation.'
        : `${held.join(', ')} ran without a violation; every oracle had been seen to find one in a control before.`,
      missing.length === 0
        ? 'Every probed capability was there.'
        : `This machine cannot do: ${missing.join('; ')}. What needs it is INCONCLUSIVE-env: S10 ${left.includes('S10') ? 'did not run' : 'has only its control, a Sentinel that was stopped for 3 s and watched ([what it did](../artifacts/S10-tilt.txt), [its window](../evidence/control-S10-positive/nemesis.jsonl))'}.`,
    ],
    findings: violated.map(findingOf),
    reasons: {
      ...Object.fromEntries(left.map((key) => [key, 'not executed: left out of this run'])),
      ...(left.includes('S10')
        ? {}
        : {
            S10: 'one Sentinel cannot be given a clock of its own here: the preloaded library ends in its recursion guard and the server says nothing',
          }),
    },
    hypotheses: Object.fromEntries(
      documented.map(({ id }) => [
        KNOWN[id]?.hypothesis ?? '',
        `confirmed in ${id}: the claim is falsified, see the finding`,
      ]),
    ),
    adequacy: violated.some(({ id }) => id === 'S1' || id === 'S2')
      ? { C1: 'falsified: acknowledged writes were lost, in the way that the documentation describes' }
      : {},
    confidence: {
      more:
        held.length === 0
          ? 'nothing'
          : `that what ${held.join(', ')} test holds under faults that are proven to have landed, for runs of minutes`,
      less:
        violated.length === 0
          ? 'nothing'
          : `in acknowledgements of a primary that Sentinel may replace (${violated.map(({ id }) => id).join(', ')})`,
      unchanged: `clock jumps, upgrades, other lag limits, larger data sets, client libraries, other file systems, Redis Cluster${left.length === 0 ? '' : `; and everything that ${left.join(', ')} would have tested`}`,
    },
  };
}
