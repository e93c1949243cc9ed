import { landedWindows } from '../evidence/facts.js';
import type { Evidence } from '../evidence/read.js';
import { cut } from '../format/escape.js';
import { fieldOf } from '../plan/fields.js';
import type { ReportFinding } from '../report/model.js';
import { isFail, isPass } from '../rules/report/support.js';
import type { Session } from '../session/load.js';
import { sessionDecision, type ArmState, type ScenarioState } from '../session/state.js';
import { IN_WORDS } from '../vocabulary/evidence-files.js';

/** What a reviewer wants first of a session: its verdict, what was tested, a line for each scenario, what is not covered. */
export interface SessionSummary {
  readonly verdict: string;
  readonly reason: string;
  /** The build and the plan, as the documents and the files name them. */
  readonly tested: readonly { readonly what: string; readonly value: string }[];
  /** How many scenarios have each verdict, the gravest first. */
  readonly counts: readonly { readonly verdict: string; readonly scenarios: number }[];
  readonly scenarios: readonly SummaryLine[];
  /** What could not be checked, and what the run says nothing about. */
  readonly notCovered: readonly string[];
}

export interface SummaryLine {
  readonly key: string;
  readonly verdict: string;
  /** The scenario's name in the plan; undefined for an arm, and where there is no plan. */
  readonly name?: string | undefined;
  readonly why: string;
}

/** The summary of a session that has evidence, or nothing at all; {@link statedSummary} is for one with a report alone. */
export function summaryOf(session: Session, rechecked: boolean): SessionSummary {
  const { verdict, reason } = sessionDecision(session.states);
  const scenarios = session.states.flatMap((state): SummaryLine[] => {
    const name = state.scenario?.name;
    const arms = state.arms.map((arm) => ({
      key: arm.key,
      verdict: arm.decision.verdict,
      why: why(session, state, arm),
    }));
    if (arms.length === 1 && arms[0]?.key === state.id) return arms.map((line) => ({ ...line, name }));
    const together = state.verdict === 'NOT-RUN' ? (arms[0]?.why ?? '') : `from ${arms.length} arms`;
    return [{ key: state.id, verdict: state.verdict, name, why: together }, ...arms];
  });
  return {
    verdict,
    reason,
    tested: testedOf(session),
    counts: countsOf(session.states.map((state) => state.verdict)),
    scenarios,
    notCovered: notCovered(session, rechecked),
  };
}

/** What was tested by which plan: names of builds from the documents, the plan's hash from the file itself. */
export function testedOf({ log, report, plan }: Session): SessionSummary['tested'] {
  const head = (key: 'sut' | 'commit'): string =>
    [log, report]
      .map((document) => document?.header.find((field) => field.key === key)?.value.value.trim() ?? '')
      .find((value) => value !== '') ?? '';
  return [
    { what: 'system', value: head('sut') },
    { what: 'commit', value: head('commit') },
    { what: 'plan', value: plan === undefined ? '' : `${plan.shown} (SHA-256 ${plan.sha256.slice(0, 12)}…)` },
  ].filter(({ value }) => value !== '');
}

const GRAVITY = ['FAIL-', 'INCONCLUSIVE-', 'PARTIAL-', 'NOT-RUN', 'PASS-'];
const gravity = (verdict: string): number => GRAVITY.findIndex((start) => verdict.startsWith(start));

export function countsOf(verdicts: readonly string[]): SessionSummary['counts'] {
  const counts = new Map<string, number>();
  for (const verdict of verdicts) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return [...counts]
    .map(([verdict, scenarios]) => ({ verdict, scenarios }))
    .sort((a, b) => gravity(a.verdict) - gravity(b.verdict) || a.verdict.localeCompare(b.verdict));
}

/** Why a scenario or arm has its verdict, in the figures of its evidence. */
function why(
  session: Session,
  { id, scenario, asked, belowSmoke }: ScenarioState,
  { key, decision, facts, evidence }: ArmState,
): string {
  const { verdict, path } = decision;
  const answer = (path.at(-1)?.answer ?? '').replace(/^(?:no|yes, (?:and|but)): ?|^yes, (?:and|but) /, '');
  const claims = (scenario?.falsifies ?? []).map((ref) => ref.id).join(', ');
  const about = (words: string): string => (claims === '' ? words : `${claims} ${words}`);
  if (verdict === 'NOT-RUN') return notRun(session, key) ?? answer;
  if (evidence === undefined) return answer;
  if (isFail(verdict)) {
    const own = session.report?.findings.filter(({ scenarios }) => scenarios.some((ref) => ref.id === id)) ?? [];
    return [about(`falsified: ${violation(evidence)}`), answer, ...own.map(findingName)].join('; ');
  }
  if (verdict === 'PASS-hardening') return about(`not falsified: ${figures(evidence)}`);
  if (isPass(verdict)) {
    // Without a fault in the plan there is nothing harder to ask for.
    const short = asked === 'smoke' && !belowSmoke ? 'the plan has no fault here' : `no hardening: ${answer}`;
    return about(`not falsified: ${figures(evidence)}; ${short}`);
  }
  if (verdict === 'INCONCLUSIVE-env')
    return about(`open: this environment lacks ${facts.missingCapabilities.join(', ')}`);
  return about(`open: ${answer}`);
}

/** The reason that the documents give for what did not run; a bare NOT-RUN has none. */
function notRun({ report, log }: Session, key: string): string | undefined {
  const row = report?.results.find((entry) => entry.key === key);
  const texts = [
    row?.verdictCell?.remark.replace(/^\(([^()]*)\)$/, '$1'),
    row?.execution?.value,
    log?.verdicts.find((entry) => entry.key === key)?.notes?.value,
  ];
  return texts.map((text) => text?.replace(/\s+/g, ' ').trim() ?? '').find((text) => /\p{L}{3}.*\s/u.test(text));
}

/** The kinds of anomalies and the first of them. A record keeps the first few of many, so they are not counted here. */
function violation({ checker }: Evidence): string {
  const record = checker?.value;
  if (record === undefined) return '';
  const types = new Set<string>(
    record.anomalies.flatMap((one) =>
      typeof one === 'object' && one !== null && 'type' in one && typeof one.type === 'string' ? [one.type] : [],
    ),
  );
  types.delete(IN_WORDS);
  return `${record.checker} found a violation${types.size === 0 ? '' : ` (${[...types].join(', ')})`} in ${record.ops_total ?? 'its'} operations`;
}

function findingName({ id, title, fields }: ReportFinding): string {
  const severity = /\bP[0-3]\b/.exec(fieldOf(fields, 'severity')?.value.value ?? '')?.[0];
  const blame = /\b(?:SUT|harness|checker|environment)\b/i.exec(fieldOf(fields, 'blame')?.value.value ?? '')?.[0];
  const said = [severity, blame].filter((one) => one !== undefined).join(', ');
  const name = id === undefined ? title : `${id}${title === '' ? '' : ` ${title}`}`;
  return `${cut(name, 100)}${said === '' ? '' : ` (${said})`}`;
}

/** What a pass rests on: operations and their judge, faults that landed, seeds. */
function figures(evidence: Evidence): string {
  const { checker, windows, workload } = evidence;
  const record = checker?.value;
  const seeds = new Set(workload?.value?.seeds.map(String)).size;
  const kinds = [...new Set(windows.flatMap(({ nemesis }) => nemesis ?? []))];
  const more = kinds.length > 4 ? `, and ${kinds.length - 3} more kinds` : '';
  const shown = kinds.length > 4 ? kinds.slice(0, 3) : kinds;
  return [
    record === undefined ? 'no checker' : `${record.ops_consumed} operations judged by ${record.checker}`,
    windows.length === 0
      ? 'no fault'
      : `${landedWindows(evidence)} of ${windows.length} fault windows landed${shown.length === 0 ? '' : ` (${shown.join(', ')}${more})`}`,
    `${seeds} seed${seeds === 1 ? '' : 's'}`,
  ].join(', ');
}

function notCovered(session: Session, rechecked: boolean): string[] {
  const { states, plan, arms } = session;
  const evidence = arms.size > 0;
  const ran = states.some((state) => state.verdict !== 'NOT-RUN');
  const notRunAtAll = states.filter((state) => state.verdict === 'NOT-RUN').map(({ id }) => id);
  return [
    ...(ran || evidence ? [] : ['nothing ran']),
    ...(plan === undefined ? ['the plan was not found: nothing is checked against it'] : []),
    ...(notRunAtAll.length === 0 ? [] : [`${all(notRunAtAll)} did not run`]),
    ...(ran ? untested(session) : []),
    ...withoutControls(states),
    ...rerunsAtTheirWord(session),
    ...notRechecked(session, rechecked),
    ...(evidence
      ? ['a forgery that agrees with itself: that takes a re-run, or a collector that the author does not control']
      : []),
  ];
}

/** Claims of the plan that no scenario with an answer is about. */
function untested({ states, plan }: Session): string[] {
  const answered = new Set(
    states
      .filter(({ verdict }) => isPass(verdict) || isFail(verdict))
      .flatMap(({ scenario }) => scenario?.falsifies.map(({ id }) => id) ?? []),
  );
  const open = (plan?.plan.claims ?? []).filter(({ id, withdrawn }) => !withdrawn && !answered.has(id));
  return open.length === 0
    ? []
    : [
        `no answer about ${all(open.map(({ id }) => id))}: no scenario about ${open.length === 1 ? 'it' : 'them'} passed or failed`,
      ];
}

/** Passes whose oracle was not seen to pass without a fault: a control that the tree does not ask for. */
function withoutControls(states: readonly ScenarioState[]): string[] {
  const keys = states
    .flatMap(({ arms }) => arms)
    .filter(
      ({ decision, evidence }) => isPass(decision.verdict) && (evidence?.controls?.value?.negative ?? null) === null,
    )
    .map(({ key }) => key);
  return keys.length === 0 ? [] : [`no negative control: ${all(keys)}`];
}

function rerunsAtTheirWord({ arms }: Session): string[] {
  const keys = [...arms].filter(([, { reruns }]) =>
    reruns?.value?.some(({ value }) => (value.evidence ?? null) === null),
  );
  return keys.length === 0 ? [] : [`re-runs without evidence of their own: ${all(keys.map(([key]) => key))}`];
}

/** Whose checkers were not run again, and why: a line for each reason. */
function notRechecked({ rechecks, arms, others }: Session, asked: boolean): string[] {
  const records = [...arms, ...others].filter(([, { checker }]) => checker?.value !== undefined);
  if (records.length === 0) return [];
  if (!asked) return ['no checker was run again: the answers are those of the records'];
  const byReason = new Map<string, string[]>();
  for (const [key, { skipped }] of rechecks)
    if (skipped !== undefined)
      byReason.set(skipped, [...(byReason.get(skipped) ?? []), key.replace(/^evidence\//, '')]);
  return [...byReason].map(([reason, keys]) => `the checker of ${list(keys)} was not run again: ${reason}`);
}

const sorted = (names: readonly string[]): string[] =>
  [...names].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));

const all = (names: readonly string[]): string => sorted(names).join(', ');

function list(names: readonly string[]): string {
  const shown = sorted(names);
  if (shown.length > 6) return `${shown.slice(0, 5).join(', ')} and ${shown.length - 5} more`;
  return shown.join(', ');
}
