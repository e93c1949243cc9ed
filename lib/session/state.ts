import { armFacts, type FactContext } from '../evidence/facts.js';
import type { Evidence } from '../evidence/read.js';
import type { Scenario } from '../plan/model.js';
import type { Report } from '../report/model.js';
import { armKey } from '../report/verdict-cell.js';
import { aggregateArms, sessionVerdict, type SessionDecision, type Tier } from '../verdict/aggregate.js';
import type { ArmFacts } from '../verdict/facts.js';
import { decide, type Decision } from '../verdict/tree.js';
import type { Verdict } from '../vocabulary/verdicts.js';
import type { SessionLog } from './log.js';
import { armsOf, plansFault, type FoundPlan } from './plan-of.js';

/** What the evidence of a scenario gives: a decision for itself or for each of its arms. */
export interface ScenarioState {
  readonly id: string;
  readonly scenario: Scenario | undefined;
  readonly arms: readonly ArmState[];
  /** The arm's own where there are none, else the aggregate. */
  readonly verdict: Verdict;
  readonly asked: Tier;
  /** Its budget is recorded, and not even the smoke tier was met: nothing passes at a tier then. */
  readonly belowSmoke: boolean;
}

export interface ArmState {
  readonly key: string;
  readonly arm: string | undefined;
  readonly evidence: Evidence | undefined;
  readonly facts: ArmFacts;
  readonly decision: Decision;
}

interface Parts {
  readonly plan: FoundPlan | undefined;
  readonly log: SessionLog | undefined;
  readonly report: Report | undefined;
  readonly arms: ReadonlyMap<string, Evidence>;
  readonly others: ReadonlyMap<string, Evidence>;
}

/**
 * The verdict of every scenario that the plan declares, or that log, report or evidence know where there is no plan.
 * In the order of the plan.
 */
export function scenarioStates(parts: Parts): ScenarioState[] {
  const { plan, log, report, arms } = parts;
  const keys = new Map<string, Set<string>>();
  const add = (id: string, arm: string | undefined): void => {
    const known = keys.get(id) ?? new Set<string>();
    if (arm !== undefined) known.add(arm);
    keys.set(id, known);
  };
  for (const scenario of plan?.plan.scenarios ?? []) {
    add(scenario.id, undefined);
    for (const arm of armsOf(scenario)) add(scenario.id, arm);
  }
  for (const key of arms.keys()) {
    const [id, arm] = splitKey(key);
    if (arm === undefined || isArm(id, arm, parts)) add(id, arm);
  }
  if (plan === undefined) {
    for (const { id, arm } of log?.verdicts ?? []) add(id, arm);
    for (const { id, arm } of report?.results ?? []) add(id, arm);
  }
  const started = new Set(
    (log?.timeline ?? []).filter((row) => row.kind !== undefined && row.kind !== 'note').flatMap((row) => row.keys),
  );
  return [...keys].map(([id, names]): ScenarioState => {
    const scenario = plan?.index.scenarios.get(id);
    const faultPlanned = scenario === undefined ? undefined : plansFault(scenario);
    const context: FactContext = {
      ...(faultPlanned === undefined ? {} : { faultPlanned }),
      controls: parts.others,
    };
    const states = (names.size === 0 ? [undefined] : [...names]).map((arm): ArmState => {
      const key = armKey(id, arm);
      const evidence = arms.get(key);
      const facts = armFacts(evidence, { ...context, started: started.has(key) });
      return { key, arm, evidence, facts, decision: decide(facts) };
    });
    return {
      id,
      scenario,
      arms: states,
      verdict:
        names.size === 0
          ? (states[0]?.decision.verdict ?? 'NOT-RUN')
          : aggregateArms(states.map(({ decision }) => decision.verdict)),
      // Without a fault nothing above a smoke pass can be reached, so that is what the plan asks for.
      asked: faultPlanned === false ? 'smoke' : 'hardening',
      belowSmoke: states.some(
        ({ facts: { budget } }) => !budget.hardening && (budget.smokeShortfalls ?? []).length > 0,
      ),
    };
  });
}

/**
 * Whether the evidence of `S1/name` is that of an arm: one that the plan has, or any where the plan has none and S1 has no
 * evidence of its own. Another run that lies below a scenario's evidence must not take that scenario's place.
 */
function isArm(id: string, arm: string, { plan, arms }: Parts): boolean {
  const scenario = plan?.index.scenarios.get(id);
  const planned = scenario === undefined ? [] : armsOf(scenario);
  if (planned.length > 0) return planned.includes(arm);
  const own = arms.get(id);
  return own?.history === undefined && own?.checker === undefined;
}

/** The session's verdict by its evidence. */
export function sessionDecision(states: readonly ScenarioState[]): SessionDecision {
  return sessionVerdict(states);
}

export function splitKey(key: string): [id: string, arm: string | undefined] {
  const slash = key.indexOf('/');
  return slash === -1 ? [key, undefined] : [key.slice(0, slash), key.slice(slash + 1)];
}
