import { writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { Evidence } from '../../lib/evidence/read.js';
import { landedWindows } from '../../lib/evidence/facts.js';
import { moved } from '../../lib/evidence/windows.js';
import { audits, disclosures, planOf, surfaceRows } from '../../lib/scaffold/report.js';
import { executionCell } from '../../lib/scaffold/words.js';
import { loadSession, type Session } from '../../lib/session/load.js';
import type { FoundPlan } from '../../lib/session/plan-of.js';
import { sessionDecision, type ArmState, type ScenarioState } from '../../lib/session/state.js';
import { FINDING_FIELDS } from '../../lib/vocabulary/report.js';

/** A finding by the labels of the report's format: `Scenario`, `What happened`, … */
export interface FindingText {
  readonly title: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** What a report says beside what is computed from the evidence. */
export interface Narrative {
  readonly plan: string;
  readonly commit: string;
  readonly summary: readonly string[];
  readonly findings: readonly FindingText[];
  /** Why a scenario or arm did not pass, by its key; required for INCONCLUSIVE, PARTIAL and NOT-RUN. */
  readonly reasons: Readonly<Record<string, string>>;
  /** Result of a hypothesis that was falsified or deserves more words, by id. */
  readonly hypotheses?: Readonly<Record<string, string>>;
  /** Adequacy after the run of a claim that deserves more words, by id. */
  readonly adequacy?: Readonly<Record<string, string>>;
  readonly confidence: { readonly more: string; readonly less: string; readonly unchanged: string };
}

/**
 * Writes findings/report.md: verdicts from the decision tree, figures from the records, words from the narrative.
 * @returns the session's verdict
 */
export async function writeReport(directory: string, narrative: Narrative): Promise<string> {
  const session = await loadSession(directory, { shownAs: (path) => relative(process.cwd(), path) });
  writeFileSync(join(directory, 'findings', 'report.md'), reportText(session, narrative));
  return sessionDecision(session.states).verdict;
}

function reportText(session: Session, narrative: Narrative): string {
  const { verdict, reason } = sessionDecision(session.states);
  const name = basename(session.directory);
  const plan = planOf(session);
  return `# Findings: ${narrative.plan} @ ${name}

**Plan:** ${relative(join(session.directory, 'findings'), plan.path)} (SHA-256 ${plan.sha256})
**Commit under test:** ${narrative.commit}
**Session dir:** ${name}

## Summary

**Session verdict: ${verdict}** — ${reason}.

${narrative.summary.join('\n\n')}

## Scenario results

| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link | Reduction class |
|---|---|---|---|---|---|---|---|
${session.states.flatMap((state) => resultRows(state, narrative)).join('\n')}

## Findings

${findings(narrative)}

## Coverage summary

| Hypothesis | Scenario | Result |
|---|---|---|
${coverage(session, narrative).join('\n')}

## Surface coverage

${surfaces(plan, session.states)}

## Release-budget disclosures

${disclosures(plan)}

## Adequacy assessment

| Claim | Plan's adequacy argument | What actually ran | Adequacy after this run |
|---|---|---|---|
${adequacy(session, narrative).join('\n')}

## Confidence delta

- **More:** ${narrative.confidence.more}
- **Less:** ${narrative.confidence.less}
- **Unchanged:** ${narrative.confidence.unchanged}

## Green-but-broken check

${audits(session.states)}
`;
}

const cell = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();

function resultRows(state: ScenarioState, { reasons, findings }: Narrative): string[] {
  const name = state.scenario?.name ?? state.id;
  const rows = state.arms.map((arm) => {
    const record = arm.evidence?.checker?.value;
    const found = findings.flatMap(({ fields }, i) =>
      fields['Scenario']?.split(/[\s,]+/).includes(arm.key) === true ? [i] : [],
    );
    const blame = [...new Set(found.map((i) => findings[i]?.fields['Reduction classification'] ?? ''))].join('; ');
    const link = arm.evidence === undefined ? 'none' : `[evidence](../evidence/${arm.key}/verdict.json)`;
    const cells = [
      arm.key,
      name,
      arm.decision.verdict,
      record?.checker ?? 'none',
      execution(arm, reasons[arm.key]),
      landing(arm.evidence),
      link,
      blame || 'n/a',
    ];
    return `| ${cells.map(cell).join(' | ')} |`;
  });
  if (state.arms.length > 1)
    rows.push(`| ${state.id} | ${cell(name)} | ${state.verdict} | arms above | arms above | arms above | none | n/a |`);
  return rows;
}

/** What the records count, and what the narrative adds. */
function execution(arm: ArmState, reason: string | undefined): string {
  if (reason === undefined) return executionCell(arm);
  return arm.evidence?.checker === undefined ? reason : `${executionCell(arm)}; ${reason}`;
}

/** The first reading at the victim of each kind of nemesis, and how many windows landed. */
function landing(evidence: Evidence | undefined): string {
  if (evidence === undefined || evidence.windows.length === 0) return 'no fault window';
  const shown = new Map<string, string>();
  for (const window of evidence.windows)
    for (const { reading } of window.readings)
      if (reading.source === 'victim' && moved(reading) && !shown.has(window.nemesis ?? ''))
        shown.set(
          window.nemesis ?? '',
          `${window.nemesis ?? ''}: ${reading.name}: ${String(reading.before)} → ${String(reading.after)}`,
        );
  return `${landedWindows(evidence)} of ${evidence.windows.length} windows landed; ${[...shown.values()].join('; ')}`;
}

function findings({ findings: list }: Narrative): string {
  if (list.length === 0) return 'No finding.';
  return list
    .map(({ title, fields }, i) => {
      const lines = FINDING_FIELDS.flatMap(({ label }) =>
        fields[label] === undefined ? [] : [`- **${label}:** ${fields[label].trim()}`],
      );
      return `### Finding F${i + 1}: ${title}\n\n${lines.join('\n')}`;
    })
    .join('\n\n');
}

const ran = ({ arms }: ScenarioState): string =>
  arms.map(({ key, decision }) => `${key} ${decision.verdict}`).join(', ');

/** What a verdict says of a hypothesis or claim, modestly. */
function said(verdicts: readonly string[]): string {
  if (verdicts.length === 0) return 'no scenario';
  if (verdicts.some((verdict) => verdict.startsWith('FAIL'))) return 'a violation was found, see the findings';
  if (verdicts.every((verdict) => verdict === 'NOT-RUN')) return 'not exercised in this session';
  if (verdicts.every((verdict) => verdict === 'PASS-hardening')) return 'not observed under the tested threats';
  if (verdicts.some((verdict) => verdict.startsWith('PASS')))
    return 'not observed, on evidence that is weaker than planned';
  return 'inconclusive';
}

function coverage({ plan, states }: Session, { hypotheses = {} }: Narrative): string[] {
  return (plan?.plan.hypotheses ?? []).map(({ id }) => {
    const closing = states.filter(({ scenario }) => scenario?.closes.some((ref) => ref.id === id));
    const result = hypotheses[id] ?? said(closing.flatMap(({ arms }) => arms.map(({ decision }) => decision.verdict)));
    return `| ${id} | ${closing.map(({ id: key }) => key).join(', ') || 'none'} | ${cell(result)} |`;
  });
}

function adequacy({ plan, states }: Session, { adequacy: more = {} }: Narrative): string[] {
  return (plan?.plan.claims ?? []).map(({ id }) => {
    const against = states.filter(({ scenario }) => scenario?.falsifies.some((ref) => ref.id === id));
    const verdicts = against.flatMap(({ arms }) => arms.map(({ decision }) => decision.verdict));
    const after =
      more[id] ??
      (verdicts.every((verdict) => verdict === 'PASS-hardening')
        ? 'adequate under the tested threats, for the budget of the plan'
        : said(verdicts) === 'not exercised in this session'
          ? 'not established: nothing ran'
          : said(verdicts));
    return `| ${id} | as argued in section 7b of the plan | ${cell(against.map(ran).join('; ')) || 'nothing'} | ${cell(after)} |`;
  });
}

function surfaces(plan: FoundPlan, states: readonly ScenarioState[]): string {
  const rows = surfaceRows(plan, states).map((cells) => `| ${cells.map(cell).join(' | ')} |`);
  if (rows.length === 0) return 'No boundary or fairness scenarios in this plan.';
  return `| Scenario / arm | Surface | Positive control | Negative control | Verdict | Downgrade reason |\n|---|---|---|---|---|---|\n${rows.join('\n')}`;
}
