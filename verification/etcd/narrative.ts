import type { Environment } from '../harness/environment.js';
import { findingText } from '../harness/finding.js';
import type { FindingText, Narrative } from '../harness/report.js';
import type { Conducted } from './conduct.js';

/** Why scenarios of the plan are not executed by this harness. */
const NOT_RUN: Readonly<Record<string, string>> = {
  S2: 'not executed: its session workload is not automated yet; serializable reads are run as the positive control of S1 alone',
  S3: 'not executed: the transactional workload is not automated yet; nothing is said on transactions over several keys',
  S9: 'not executed: the driver of membership changes is not automated yet; nothing is said on membership',
  S16: 'not executed: progress is requested over gRPC, and the recorder speaks the JSON gateway',
  'S11/kv': 'not executed: the access probes of S11 are not automated yet; nothing is said on access control',
  'S11/txn': 'not executed: the access probes of S11 are not automated yet',
  'S11/watch': 'not executed: the access probes of S11 are not automated yet',
  'S11/lease': 'not executed: the access probes of S11 are not automated yet',
  'S11/admin': 'not executed: the access probes of S11 are not automated yet',
  'S12/kv': 'not executed: a two-core machine that other work shares cannot tell starvation from its own noise',
  'S12/watch': 'not executed: a shared two-core machine says nothing on delays of events',
  'S12/lease': 'not executed: a shared two-core machine says nothing on late renewals',
};

export interface Told {
  readonly conducted: readonly Conducted[];
  readonly environment: Environment;
  readonly short: boolean;
  /** Scenarios of the plan that this run left out, with arms. */
  readonly left: readonly string[];
  readonly commit: string;
  readonly seconds: number;
}

/** Every violation of a scenario, in words. */
function wordsOf({ violations, record }: Pick<Conducted, 'violations' | 'record'>): string[] {
  const anomalies = record.anomalies.map((anomaly) =>
    typeof anomaly === 'string' ? anomaly : ((anomaly as { message?: string }).message ?? ''),
  );
  return [...new Set([...violations, ...anomalies])].filter((text) => text !== '');
}

function findingOf({ scenario, record, violations, reruns, executed, reduced, history }: Conducted): FindingText {
  const words = wordsOf({ violations, record });
  return findingText({
    program: 'etcd',
    key: scenario.id,
    checker: record.checker,
    found: `${words.length} violations; the first: ${words.slice(0, 3).join('; ')}`,
    how: `seeds ${executed.seeds.join(', ')}`,
    reruns,
    again: 'the seed that showed it first',
    history,
    faults: executed.windows.length > 0,
    reduced,
    known: scenario.finding?.(words),
  });
}

/** What the report says in words. Figures come from the records. */
export function narrativeOf(told: Told): Narrative {
  const { conducted, environment, short, left, commit, seconds } = told;
  const failed = conducted.filter(({ record }) => record.result === 'invalid');
  const missing = environment.missing;
  const ids = conducted.map(({ scenario }) => scenario.id);
  return {
    plan: 'etcd',
    commit,
    summary: [
      `${short ? 'A short run' : 'A run'} of ${ids.join(', ')} against three members of etcd as Debian packages it, each in a network namespace of its own on one machine, in ${Math.round(seconds / 60)} minutes. ${failed.length === 0 ? 'No violation was observed under the tested threats.' : `A violation was found in ${failed.map(({ scenario }) => scenario.id).join(', ')}; the findings say what is known of it.`}`,
      `Every oracle was seen to fail on a positive control before it judged anything. ${missing.length === 0 ? 'Every probed capability was there.' : `This machine lacks: ${missing.map(({ capability, functional_test: { got } }) => `${capability} (got: ${got})`).join('; ')}; what needs them is INCONCLUSIVE-env.`}`,
      `Nothing is said about what did not run: ${left.length === 0 ? 'everything of the plan ran' : left.join(', ')}. Hashes and cross-checks show that the evidence agrees with itself; only a re-run shows that it was not made up.`,
    ],
    findings: failed.map(findingOf),
    reasons: {
      ...Object.fromEntries(left.map((key) => [key, NOT_RUN[key] ?? 'not executed: left out of this run'])),
      ...(missing.length === 0
        ? {}
        : {
            S13: `needs ${missing.map(({ capability }) => capability).join(' and ')}; the functional probe says that it does not work on this machine`,
          }),
    },
    hypotheses: Object.assign(
      {},
      ...failed.map((one) => one.scenario.finding?.(wordsOf(one)).hypotheses ?? {}),
    ) as Record<string, string>,
    confidence: {
      more:
        ids.length === 0
          ? 'nothing'
          : `no violation was observed in ${ids.filter((id) => !failed.some(({ scenario }) => scenario.id === id)).join(', ') || 'any scenario'} under the faults that are proven to have landed, with oracles that were seen to fail on weakened runs`,
      less:
        failed.length === 0
          ? 'nothing'
          : failed
              .map((one) => one.scenario.finding?.(wordsOf(one)).less ?? `the claims of ${one.scenario.id}`)
              .join('; '),
      unchanged:
        'upgrade and rollback, clocks that differ between members, latency on links, silent corruption, access control, fairness, clusters of five or more, TLS, other storage stacks than ext4: nothing of it was exercised',
    },
  };
}
