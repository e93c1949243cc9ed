import { WEAK_ORACLES } from '../vocabulary/evidence-files.js';
import { AUDIT_KINDS } from '../history/audit-kinds.js';
import type { ArmFacts, CheckerFacts } from '../verdict/facts.js';
import type { Evidence } from './read.js';
import type { CheckerRecordFile, Figures, Probe } from './types.js';
import { notLanded } from './windows.js';

/** What is known of a scenario or arm beside its evidence directory. */
export interface FactContext {
  /** The plan's scenario names a fault; undefined where there is no plan, so that the evidence alone tells. */
  readonly faultPlanned?: boolean;
  /** The session log has a start event for it. */
  readonly started?: boolean;
  /** Evidence of the controls by the directory that controls.json names. */
  readonly controls?: ReadonlyMap<string, Evidence>;
}

const NO_CONTEXT: FactContext = {};

/** Reduces an evidence directory to what the decision tree asks for. Nothing is taken from prose. */
export function armFacts(evidence: Evidence | undefined, context: FactContext = NO_CONTEXT): ArmFacts {
  if (evidence === undefined) return nothing(context);
  const { history, env, checker } = evidence;
  const probes = lastProbes(env?.value?.probes ?? []);
  const record = checker?.value;
  const missingCapabilities = probes
    .filter((probe) => probe.required !== false && !probe.passed)
    .map(({ capability }) => capability);
  return {
    // Probes that passed were made for every scenario before the first one ran; only one that failed ended an attempt.
    attempted:
      (history?.lines ?? 0) > 0 ||
      context.started === true ||
      record !== undefined ||
      evidence.windows.length > 0 ||
      missingCapabilities.length > 0,
    missingCapabilities,
    ...(probes.length === 0 ? { probed: false } : {}),
    checker: record === undefined ? undefined : checkerFacts(record),
    reruns: {
      total: evidence.reruns?.value?.length ?? 0,
      reproduced: (evidence.reruns?.value ?? []).filter(({ value }) => value.result === 'invalid').length,
    },
    fault: faultFacts(evidence, context),
    historyWeaknesses: weaknesses(evidence),
    budget: budgetFacts(evidence),
    positiveControl: positiveControl(evidence, context),
    ...(negativeControlFailed(evidence, context) ? { negativeControlFailed: true } : {}),
    openWeakOracleItems: openItems(evidence),
    modelChecked: record !== undefined && record.model !== null,
  };
}

/** Of several probes for one capability the last one: what was missing may have been installed. */
function lastProbes(probes: readonly Probe[]): Probe[] {
  return [...new Map(probes.map((probe) => [probe.capability, probe])).values()];
}

function nothing({ started, faultPlanned }: FactContext): ArmFacts {
  return {
    attempted: started === true,
    missingCapabilities: [],
    probed: false,
    checker: undefined,
    reruns: { total: 0, reproduced: 0 },
    fault: { planned: faultPlanned === true, landed: false, detail: 'there is no evidence directory' },
    historyWeaknesses: ['there is no history.jsonl'],
    budget: { smoke: false, hardening: false, shortfalls: ['there is no budget.json'] },
    positiveControl: false,
    openWeakOracleItems: WEAK_ORACLES.map(({ id }) => id),
    modelChecked: false,
  };
}

function checkerFacts(record: CheckerRecordFile): CheckerFacts {
  const excluded = Object.entries(record.ops_excluded).filter(([, count]) => count > 0);
  const unconsumed = excluded.map(([reason, count]) => `${count} operations (${reason})`);
  const counted = record.ops_consumed + excluded.reduce((sum, [, count]) => sum + count, 0);
  if (record.ops_total !== null && counted < record.ops_total)
    unconsumed.push(`${record.ops_total - counted} operations that the record does not account for`);
  return {
    name: record.checker,
    result: record.result,
    ...(typeof record.reason === 'string' && record.reason !== '' ? { reason: record.reason } : {}),
    unconsumed,
  };
}

/** Operations under a fault, as the history's own tags count them. */
export function operationsIn(evidence: Evidence, epoch: string): number | undefined {
  if (evidence.history === undefined) return undefined;
  const counts = evidence.history.byEpoch.get(epoch);
  return counts === undefined ? 0 : counts.ok + counts.fail + counts.info;
}

function faultFacts(evidence: Evidence, { faultPlanned }: FactContext): ArmFacts['fault'] {
  const { windows, nemesis } = evidence;
  const broken = nemesis !== undefined && nemesis.problems.length > 0;
  const planned = faultPlanned === true || windows.length > 0 || broken;
  if (!planned) return { planned: false, landed: false };
  if (windows.length === 0)
    return { planned: true, landed: false, detail: 'nemesis.jsonl holds no fault window that can be read' };
  if (broken) return { planned: true, landed: false, detail: 'nemesis.jsonl cannot be read whole' };
  const reasons = windows.flatMap((window) => notLanded(window, operationsIn(evidence, window.epoch)) ?? []);
  if (reasons.length === 0)
    return { planned: true, landed: true, detail: `${windows.length} of ${windows.length} windows landed` };
  const more = reasons.length > 1 ? ` (and ${reasons.length - 1} more)` : '';
  return { planned: true, landed: false, detail: `${reasons[0] ?? ''}${more}` };
}

/** Windows that are proven to have landed. */
export function landedWindows(evidence: Evidence): number {
  return evidence.windows.filter((window) => notLanded(window, operationsIn(evidence, window.epoch)) === undefined)
    .length;
}

/** Windows before or after which no operation succeeded, as far as the history tells. */
export function bareWindows({ history, windows }: Evidence): { readonly epoch: string; readonly side: string }[] {
  return windows.flatMap(({ epoch }) => {
    const around = history?.around.get(epoch);
    if (around === undefined || (around.before.ok > 0 && around.after.ok > 0)) return [];
    return [{ epoch, side: around.before.ok === 0 ? 'before' : 'after' }];
  });
}

/** Contradictions between the checker's record and the history: the record is about something else then. */
export function recordContradictions(evidence: Evidence): { readonly path: string[]; readonly message: string }[] {
  const record = evidence.checker?.value;
  const { history, historyFile } = evidence;
  if (record === undefined) return [];
  const found: { path: string[]; message: string }[] = [];
  const say = (path: string[], message: string): void => void found.push({ path, message });
  const excluded = Object.values(record.ops_excluded).reduce((sum, count) => sum + count, 0);
  if (record.ops_total !== null && record.ops_consumed + excluded > record.ops_total)
    say(
      ['ops_consumed'],
      `consumed ${record.ops_consumed} and excluded ${excluded} operations are more than the ${record.ops_total} in all`,
    );
  if (record.result === 'valid' && (record.anomalies.length > 0 || record.exit_code !== 0))
    say(
      ['result'],
      `the result is valid, with ${record.anomalies.length} anomalies and exit status ${record.exit_code}`,
    );
  if (record.result === 'invalid' && (record.anomalies.length === 0 || record.exit_code === 0))
    say(
      ['result'],
      `the result is invalid, with ${record.anomalies.length} anomalies and exit status ${record.exit_code}`,
    );
  if (record.result === 'unknown' && record.exit_code === 0)
    say(['exit_code'], 'the result is unknown, with exit status 0');
  if (record.self_test.known_good !== 'valid')
    say(['self_test', 'known_good'], `the checker's self-test called a good history "${record.self_test.known_good}"`);
  if (record.self_test.known_bad !== 'invalid')
    say(['self_test', 'known_bad'], `the checker's self-test called a bad history "${record.self_test.known_bad}"`);
  if (history === undefined) {
    say(['input'], 'the record is about a history that is not there');
    return found;
  }
  if (record.input.sha256 !== history.sha256)
    say(['input', 'sha256'], `the checker read another history than ${historyFile}: the hashes differ`);
  if (record.input.lines !== null && record.input.lines !== history.lines)
    say(['input', 'lines'], `the checker read ${record.input.lines} lines, ${historyFile} has ${history.lines}`);
  if (record.ops_total !== history.lines)
    say(['ops_total'], `the record counts ${record.ops_total ?? 'no'} operations, ${historyFile} has ${history.lines}`);
  const consumedAll = excluded === 0 && record.ops_consumed === history.lines;
  if (record.indeterminate > history.total.info || (consumedAll && record.indeterminate !== history.total.info))
    say(
      ['indeterminate'],
      `the record counts ${record.indeterminate} operations with an unknown outcome, ${historyFile} has ${history.total.info}`,
    );
  return found;
}

function weaknesses(evidence: Evidence): string[] {
  const { history, historyFile, historyError, env } = evidence;
  const found: string[] = [];
  if (historyError !== undefined) found.push(`${historyFile} cannot be read`);
  if (history === undefined && historyError === undefined) found.push('there is no history.jsonl');
  if (history !== undefined && history.lines === 0) found.push(`${historyFile} is empty`);
  for (const { kind, level, count } of history?.findings ?? [])
    if (level !== 'advice') found.push(`${AUDIT_KINDS[kind].words}, ${count} times`);
  if (env?.value?.history_clock === 'wall-clock') found.push("each host's own wall clock stamped the history");
  found.push(...recordContradictions(evidence).map(({ message }) => message));
  return found;
}

/** Figures of budget.json, no higher than what artifacts show. */
export function metFigures(evidence: Evidence): Figures {
  const met: Record<string, number> = { ...evidence.budget?.value?.met };
  for (const [dimension, most] of Object.entries(measured(evidence)))
    if (met[dimension] !== undefined) met[dimension] = Math.min(met[dimension], most);
  return met;
}

/** What artifacts show of each figure that can be recomputed: an upper bound for what was met. */
export function measured(evidence: Evidence): Figures {
  const { history, workload } = evidence;
  return {
    operations: history?.lines ?? 0,
    // The recorder's unit is nanoseconds; a second begun counts.
    duration_s: Math.ceil((history?.span ?? 0) / 1e9),
    fault_windows: landedWindows(evidence),
    seeds: new Set((workload?.value?.seeds ?? []).map((seed) => JSON.stringify(seed))).size,
    clients: history?.processes ?? 0,
  };
}

function budgetFacts(evidence: Evidence): ArmFacts['budget'] {
  const budget = evidence.budget?.value;
  if (budget === undefined) return { smoke: false, hardening: false, shortfalls: ['there is no budget.json'] };
  const met = metFigures(evidence);
  const short = (planned: Figures): string[] =>
    Object.entries(planned)
      .filter(([dimension, figure]) => (met[dimension] ?? 0) < figure)
      .map(([dimension, figure]) => `${dimension} ${met[dimension] ?? 0} of ${figure}`);
  const shortfalls = short(budget.planned.hardening);
  if (Object.keys(budget.planned.hardening).length === 0) shortfalls.push('no figure is planned');
  const smokeShortfalls = short(budget.planned.smoke);
  return {
    smoke: smokeShortfalls.length === 0,
    hardening: shortfalls.length === 0,
    shortfalls,
    ...(smokeShortfalls.length === 0 ? {} : { smokeShortfalls }),
  };
}

/** A positive control counts where its own evidence shows that this checker called a weakened system's history invalid. */
function positiveControl(evidence: Evidence, { controls }: FactContext): boolean {
  const control = evidence.controls?.value?.positive;
  if (control === null || control === undefined || control.result !== 'invalid') return false;
  const record = controls?.get(control.evidence)?.checker?.value;
  return record?.result === 'invalid' && record.checker === evidence.checker?.value?.checker;
}

/** A negative control fails by what was recorded of it, or by what its own evidence says now. */
function negativeControlFailed(evidence: Evidence, { controls }: FactContext): boolean {
  const control = evidence.controls?.value?.negative;
  if (control === null || control === undefined) return false;
  return control.result === 'invalid' || controls?.get(control.evidence)?.checker?.value?.result === 'invalid';
}

function openItems(evidence: Evidence): string[] {
  const items = evidence.audit?.value?.items ?? {};
  return WEAK_ORACLES.filter(({ id }) => items[id]?.open !== false || items[id].evidence.trim() === '').map(
    ({ id }) => id,
  );
}
