import { basename, relative } from 'node:path';
import { UserError } from '../cli/errors.js';
import { slashes } from '../lint/walk.js';
import { fieldOf } from '../plan/fields.js';
import type { Session } from '../session/load.js';
import type { FoundPlan } from '../session/plan-of.js';
import { sessionDecision, type ArmState, type ScenarioState } from '../session/state.js';
import { RED_FLAGS, WEAK_ORACLES, type AuditItem } from '../vocabulary/evidence-files.js';
import { REPORT_HEADER, REPORT_SECTIONS, type ReportHeaderKey, type ReportSectionKey } from '../vocabulary/report.js';
import { VERDICTS } from '../vocabulary/verdicts.js';
import { blockOf, findingBlock, nextFinding } from './finding.js';
import { claimRows, confidence, coverageRows } from './judgement.js';
import { Template } from './template.js';
import { evidenceLinks, executionCell, landingCell, reasonOf, verdictCell } from './words.js';

/** The report, from the session. */
export const REPORT_FILE = 'findings/report.md';

/** @throws UserError where the session's plan is not found: a report says what became of a plan */
export function planOf(session: Session): FoundPlan {
  if (session.plan !== undefined) return session.plan;
  throw new UserError(`the plan of ${session.shown} is not found`, {
    help: 'name it: --plan <file>; the session log gives its path at the head',
  });
}

/**
 * A findings report from the pack's template (formats.md §3): a row for each scenario and arm with the verdict that the
 * decision tree gives for its evidence and the figures of its records, every hypothesis, every claim, every disclosure.
 * What only a person can judge stays a placeholder; where nothing ran, nothing is left to judge.
 */
export function reportText(session: Session): string {
  const plan = planOf(session);
  const { states, log } = session;
  const decision = sessionDecision(states);
  const template = new Template('report')
    .fill('{{plan slug}}', plan.plan.title?.slug ?? basename(plan.path).replace(/\.\w+$/, ''))
    .fill('{{UTC}}', basename(session.directory));
  const inLog = (key: string): string => log?.header.find((field) => field.key === key)?.value.value.trim() ?? '';
  const header: Record<ReportHeaderKey, string> = {
    plan: inLog('plan') || `${slashes(relative(session.directory, plan.path))} (SHA-256 ${plan.sha256})`,
    commit: [inLog('commit') || 'not recorded', ...digests(states)].join('; '),
    session: basename(session.directory),
  };
  for (const { key, label } of REPORT_HEADER) template.field(label, header[key]);
  const title = (key: ReportSectionKey): string => REPORT_SECTIONS.find((one) => one.key === key)?.title ?? '';
  const ran = decision.verdict !== 'BLOCKED';
  template
    .fill('{{FAIL, DONE, DONE_WITH_CONCERNS, INCONCLUSIVE or BLOCKED}}', decision.verdict)
    .fill('{{the one sentence that a reviewer needs}}', decision.reason)
    .fill(
      '{{Two to four sentences: what ran at which tier, what was found, what was not proven.}}',
      `${countsOf(states)}${ran ? ' {{Two to four sentences: what ran at which tier, what was found, what was not proven.}}' : ''}`,
    )
    .rows(title('results'), resultRows(session))
    .section(title('findings'), findings(session))
    .rows(title('coverage'), coverageRows(plan, states))
    .rows(title('adequacy'), claimRows(plan, states))
    .section(title('confidence'), confidence(plan, states))
    .section(title('audit'), audits(states));
  if (!ran)
    template.fill(
      "{{what single tests, passing scenarios and the SUT's own tests showed beside the verdicts, each with the figure of the build before and its artifact; or nothing}}",
      'nothing.',
    );
  const surfaces = surfaceRows(plan, states);
  if (surfaces.length > 0) template.rows(title('surfaces'), surfaces);
  else template.section(title('surfaces'), 'No boundary or fairness scenarios in this plan.');
  return template.section(title('disclosures'), disclosures(plan)).text({ guidance: false });
}

/** `Of 12 scenarios 3 are PASS-hardening and 9 NOT-RUN.` */
function countsOf(states: readonly ScenarioState[]): string {
  const counts = VERDICTS.map(
    (verdict) => [states.filter((state) => state.verdict === verdict).length, verdict] as const,
  )
    .filter(([count]) => count > 0)
    .map(([count, verdict]) => `${count} ${verdict}`);
  return `Of ${states.length} scenarios: ${counts.join(', ')}.`;
}

function digests(states: readonly ScenarioState[]): string[] {
  const found = states.flatMap(({ arms }) => arms.flatMap(({ evidence }) => evidence?.env?.value?.sut.digest ?? []));
  return [...new Set(found)].map((digest) => `binary SHA-256 ${digest}`);
}

function resultRows(session: Session): string[][] {
  const rows: string[][] = [];
  for (const state of session.states) {
    const name = state.scenario?.name ?? 'not in the plan';
    for (const arm of state.arms)
      rows.push([
        arm.key,
        name,
        verdictCell(arm),
        arm.evidence?.checker?.value?.checker ?? 'none ran',
        executionCell(arm),
        landingCell(arm),
        evidenceLinks(session, arm.key, ['verdict.json'])[0] ?? 'none',
        arm.decision.verdict.startsWith('FAIL') ? blameOf(session, state) : 'n/a',
      ]);
    if (state.arms.some(({ key }) => key !== state.id)) {
      const above = `${state.arms.length} arms above`;
      rows.push([state.id, name, state.verdict, above, above, above, 'arms above', 'n/a']);
    }
  }
  return rows;
}

/** Whom the scenario's finding blames, in its first word. */
function blameOf(session: Session, state: ScenarioState): string {
  const all = session.findingFiles.flatMap(({ findings }) => findings);
  const finding = all.find(({ scenarios }) => scenarios.some(({ id }) => id === state.id));
  const blame = finding === undefined ? undefined : fieldOf(finding.fields, 'blame')?.value.value;
  return /^\W*(SUT|harness|checker|environment)\b/.exec(blame ?? '')?.[1] ?? 'unknown — pending reduction';
}

/**
 * The findings of the session's finding files, and one for each violation that none of them is about: the severest first,
 * then in the plan's order of scenarios. What is not graded yet comes last.
 */
function findings(session: Session): string {
  const place = new Map(session.states.map(({ id }, i) => [id, i]));
  const graded = session.findingFiles.flatMap(({ source, findings }) =>
    findings.map((one) => ({
      block: blockOf(source, one),
      severity: /^[\s*`]*(P\d)\b/.exec(fieldOf(one.fields, 'severity')?.value.value ?? '')?.[1] ?? 'P9',
      number: Number(/\d+/.exec(one.id ?? '')?.[0] ?? Infinity),
      scenario: Math.min(...one.scenarios.map(({ id }) => place.get(id) ?? Infinity)),
    })),
  );
  graded.sort(
    (a, b) => a.severity.localeCompare(b.severity) || compare(a.scenario, b.scenario) || compare(a.number, b.number),
  );
  const blocks = graded.map(({ block }) => block);
  const known = session.findingFiles.flatMap(({ findings }) => findings.flatMap(({ scenarios }) => scenarios));
  let number = nextFinding({ ...session, report: undefined });
  for (const { id, arms } of session.states)
    for (const { key, arm, decision } of arms) {
      if (!decision.verdict.startsWith('FAIL')) continue;
      const named = known.some((ref) => ref.id === id && (ref.arm === undefined || ref.arm.toLowerCase() === arm));
      if (!named) blocks.push(findingBlock(session, { key, title: undefined, fields: {} }, number++));
    }
  return blocks.length === 0 ? 'No finding.' : blocks.join('\n');
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Each arm of the boundary and fairness scenarios, with what became of its controls; none where the plan has none. */
export function surfaceRows({ index }: FoundPlan, states: readonly ScenarioState[]): string[][] {
  return states
    .filter(({ scenario }) => scenario !== undefined && index.surface(scenario).length > 0)
    .flatMap(({ arms }) =>
      arms.map((arm) => {
        const controls = arm.evidence?.controls?.value;
        const said = (which: 'positive' | 'negative'): string => {
          const control = controls?.[which];
          if (control !== null && control !== undefined) return `${control.what}: ${control.result}`;
          return arm.decision.verdict === 'NOT-RUN' ? 'not run' : 'not recorded';
        };
        return [arm.key, arm.arm ?? arm.key, said('positive'), said('negative'), arm.decision.verdict, downgrade(arm)];
      }),
    );
}

/** What kept an arm from the best verdict. */
function downgrade(arm: ArmState): string {
  return arm.decision.verdict === 'PASS-hardening' ? 'none' : reasonOf(arm);
}

/** Why scenarios have no release budget, in the plan's words. */
export function disclosures({ plan }: FoundPlan): string {
  const lines = plan.scenarios.flatMap((scenario) => {
    const release = fieldOf(scenario.fields, 'release')?.value;
    if (release === undefined || !/^\W*not provided\b/i.test(release.value)) return [];
    const words = plan.source.text.slice(release.visible.start, release.visible.end).replace(/\s+/g, ' ');
    return [`- ${scenario.id}: ${words.trim()}`];
  });
  return lines.length === 0 ? 'Every scenario declared a release budget.' : lines.join('\n');
}

/** The twenty-four boxes of each arm that passed, ticked where audit.json closes them. */
export function audits(states: readonly ScenarioState[]): string {
  const passed = states.flatMap(({ arms }) => arms).filter(({ decision }) => decision.verdict.startsWith('PASS-'));
  if (passed.length === 0) return 'Nothing passed, so there is no pass to doubt.';
  const box = (arm: ArmState, { id, question }: AuditItem): string => {
    const answer = arm.evidence?.audit?.value?.items[id];
    const open = answer?.open !== false || answer.evidence.trim() === '';
    const evidence = answer?.evidence.trim() ?? '';
    return `- [${open ? ' ' : 'x'}] ${id} ${question}: ${evidence === '' ? 'not answered in audit.json' : evidence}`;
  };
  return passed
    .map((arm) => {
      const list = (items: readonly AuditItem[]): string => items.map((item) => box(arm, item)).join('\n');
      return `### ${arm.key}\n\nRed flags (ten):\n\n${list(RED_FLAGS)}\n\nWeak oracles (fourteen):\n\n${list(WEAK_ORACLES)}`;
    })
    .join('\n\n');
}
