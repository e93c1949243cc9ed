import type { Verdict } from '../vocabulary/verdicts.js';
import type { ArmFacts } from './facts.js';

/** One question of the decision tree, as it was answered. */
export interface Step {
  /** The node's number in formats.md §4. */
  readonly node: number;
  readonly question: string;
  /** What the evidence says. */
  readonly answer: string;
  /** The file that decides it. */
  readonly evidence: string;
  /** Set on the node that gave the verdict. */
  readonly verdict?: Verdict;
}

export interface Decision {
  readonly verdict: Verdict;
  /** The nodes from the first to the one that decided. */
  readonly path: readonly Step[];
  /** What a better verdict needs, in the order in which the tree would ask for it; empty for PASS-hardening. */
  readonly missing: readonly string[];
}

interface Node {
  readonly question: string;
  readonly evidence: string;
  /** The verdict when this node decides, else undefined; `answer` says why. */
  decide(facts: ArmFacts): {
    readonly verdict?: Verdict;
    readonly answer: string;
    readonly missing?: readonly string[];
  };
}

/** Re-runs that a violation needs before it may be called nondeterministic (formats.md §4, node 3). */
export const LEAST_RERUNS = 3;

const list = (items: readonly string[]): string => items.join(', ');

/** The decision tree of formats.md §4: first match wins, and the last node always matches. */
const NODES: readonly Node[] = [
  {
    question: 'Was it attempted?',
    evidence: 'history.jsonl',
    decide: ({ attempted }) =>
      attempted
        ? { answer: 'yes' }
        : { verdict: 'NOT-RUN', answer: 'no workload was started', missing: ['run the scenario'] },
  },
  {
    question: 'Did every required capability pass its functional probe?',
    evidence: 'env.json',
    decide: ({ missingCapabilities: missing, probed }) =>
      missing.length === 0
        ? { answer: probed === false ? 'none is known to be missing; no probe is recorded' : 'yes' }
        : {
            verdict: 'INCONCLUSIVE-env',
            answer: `no: ${list(missing)}`,
            missing: missing.map((capability) => `an environment with ${capability}, proven by a functional probe`),
          },
  },
  {
    question: 'Did the checker find a violation?',
    evidence: 'checker.json',
    decide: ({ checker, reruns, negativeControlFailed }) => {
      if (checker === undefined) return { answer: 'no; there is no checker record' };
      if (checker.result !== 'invalid') return { answer: 'no' };
      // No control can take a violation away: what it leaves open is whom to blame.
      const open = negativeControlFailed === true ? '; the negative control fails as well' : '';
      const again = `${reruns.reproduced} of ${reruns.total} re-runs showed it again${open}`;
      const missing = [
        ...(reruns.total < LEAST_RERUNS ? [`re-run it at least ${LEAST_RERUNS} times with the same inputs`] : []),
        ...(open === ''
          ? []
          : ['a negative control that passes, or a reproducer without any fault: harness and checker are suspects']),
      ];
      return reruns.reproduced > 0
        ? { verdict: 'FAIL-reproducible', answer: `yes, and ${again}`, missing }
        : { verdict: 'FAIL-nondeterministic', answer: `yes, but ${again}`, missing };
    },
  },
  {
    question: 'Is every planned fault proven to have landed?',
    evidence: 'nemesis.jsonl',
    decide: ({ fault }) => {
      if (!fault.planned) return { answer: 'no fault was planned' };
      const detail = fault.detail === undefined ? '' : `: ${fault.detail}`;
      return fault.landed
        ? { answer: `yes${detail}` }
        : {
            verdict: 'INCONCLUSIVE-fault-not-proven',
            answer: `no${detail}`,
            missing: ['landing readings of the thing perturbed that move inside each fault window'],
          };
    },
  },
  {
    question: 'Did the declared checker run?',
    evidence: 'checker.json',
    decide: ({ checker }) =>
      checker === undefined
        ? {
            verdict: 'PARTIAL-surface',
            answer: 'no; there is no checker record',
            missing: ['run the declared checker over the history'],
          }
        : { answer: `yes: ${checker.name}` },
  },
  {
    question: 'Could the checker tell pass from fail on this history?',
    evidence: 'checker.json, history.jsonl',
    decide: ({ checker, historyWeaknesses: weak }) => {
      if (checker?.result === 'unknown')
        return {
          verdict: 'INCONCLUSIVE-oracle-too-weak',
          answer: `no: the checker answered unknown${checker.reason === undefined ? '' : ` (${checker.reason})`}`,
          missing: ['a history that the checker can decide: fewer clients a key, shorter keys, fewer unknown outcomes'],
        };
      return weak.length === 0
        ? { answer: 'yes' }
        : {
            verdict: 'INCONCLUSIVE-oracle-too-weak',
            answer: `no: the history is weak (${list(weak)})`,
            missing: weak.map((weakness) => `a history without this weakness: ${weakness}`),
          };
    },
  },
  {
    question: 'Did the checker consume all operations, keys and arms?',
    evidence: 'checker.json',
    decide: ({ checker }) => {
      const rest = checker?.unconsumed ?? [];
      return rest.length === 0
        ? { answer: 'yes' }
        : { verdict: 'PARTIAL-model', answer: `no: ${list(rest)}`, missing: rest.map((what) => `check ${what}, too`) };
    },
  },
  {
    question: 'Was there a fault, the hardening budget, and a positive control?',
    evidence: 'nemesis.jsonl, budget.json, controls.json',
    decide: ({ fault, budget, positiveControl }) => {
      const below = budget.hardening ? [] : (budget.smokeShortfalls ?? []);
      const lacking = [
        ...(fault.planned ? [] : ['no fault was planned']),
        ...(budget.hardening
          ? []
          : [
              `the hardening budget was not met${budget.shortfalls.length === 0 ? '' : ` (${list(budget.shortfalls)})`}`,
            ]),
        ...(positiveControl ? [] : ['no positive control shows that this oracle can fail']),
        // There is no weaker pass: the words say that this one is below what the plan calls a smoke run.
        ...(below.length === 0 ? [] : [`not even the smoke budget was met (${list(below)})`]),
      ];
      if (lacking.length === 0) return { answer: 'yes' };
      const missing = [
        ...(fault.planned ? [] : ['a planned fault that lands']),
        ...(below.length === 0 ? [] : ['a run that meets every figure of the smoke budget']),
        ...(budget.hardening ? [] : ['a run that meets every figure of the hardening budget']),
        ...(positiveControl ? [] : ['a weakened SUT or a planted bug that makes this oracle FAIL']),
      ];
      return { verdict: 'PASS-smoke', answer: `no: ${lacking.join('; ')}`, missing };
    },
  },
  {
    question: 'Is every weak-oracle item answered?',
    evidence: 'audit.json',
    decide: ({ openWeakOracleItems: open, modelChecked }) =>
      open.length === 0
        ? { answer: 'yes' }
        : {
            verdict: modelChecked ? 'PARTIAL-model' : 'PARTIAL-surface',
            answer: `no: ${list(open)}`,
            missing: [`close the weak-oracle ${open.length === 1 ? 'item' : 'items'}: ${list(open)}`],
          },
  },
  {
    question: 'Nothing is left to ask.',
    evidence: 'all of the above',
    decide: () => ({ verdict: 'PASS-hardening', answer: 'the claim was not falsified under the tested threats' }),
  },
];

/**
 * The verdict that the evidence of one scenario or arm gives, the way there, and what a better one needs
 * (formats.md §4). Total: every combination of facts ends in exactly one of the ten states.
 */
export function decide(facts: ArmFacts): Decision {
  const path: Step[] = [];
  let verdict: Verdict | undefined;
  const missing: string[] = [];
  for (const [i, node] of NODES.entries()) {
    const outcome = node.decide(facts);
    missing.push(...(outcome.missing ?? []));
    if (verdict !== undefined) continue;
    const { question, evidence } = node;
    path.push({ node: i + 1, question, answer: outcome.answer, evidence, verdict: outcome.verdict });
    verdict = outcome.verdict;
    // Nothing that was never run, and nothing that failed, gets better by what later nodes ask for.
    if (verdict === 'NOT-RUN' || verdict?.startsWith('FAIL')) break;
  }
  return { verdict: verdict ?? 'PASS-hardening', path, missing: [...new Set(missing)] };
}
