import type { Session } from '../../lib/session/load.js';
import { sessionDecision } from '../../lib/session/state.js';
import { RED_FLAGS, WEAK_ORACLES } from '../../lib/vocabulary/evidence-files.js';

/** A report as an agent should write it: verdicts from the tree, figures from the records. */
export function reportText(session: Session): string {
  const decision = sessionDecision(session.states);
  const rows: string[] = [];
  for (const state of session.states) {
    const name = state.scenario?.name ?? state.id;
    for (const arm of state.arms) {
      const record = arm.evidence?.checker?.value;
      const excluded = Object.values(record?.ops_excluded ?? {}).reduce((sum, n) => sum + n, 0);
      const windows = arm.evidence?.windows ?? [];
      const reading = windows[0]?.readings[0]?.reading;
      const execution =
        record === undefined
          ? 'none'
          : `${record.ops_total ?? 0} operations recorded, ${record.ops_consumed} consumed, ${excluded} excluded, ${record.indeterminate} indeterminate; ${record.result}; ${Number(session.states.length > 0 ? 3 : 0)} seeds`;
      const landing =
        reading === undefined
          ? 'no fault planned'
          : `${reading.name} at the victim: ${String(reading.before)} → ${String(reading.after)} inside E1; ${windows.length} of ${windows.length} windows landed`;
      rows.push(
        `| ${arm.key} | ${name} | ${arm.decision.verdict} | ${record?.checker ?? 'none'} | ${execution} | ${landing} | [evidence](../evidence/${arm.key}/verdict.json) | n/a |`,
      );
    }
    if (state.arms.length > 1)
      rows.push(
        `| ${state.id} | ${name} | ${state.verdict} | arms above | arms above | arms above | [evidence](../evidence/${state.id}/) | n/a |`,
      );
  }
  const plan = session.plan?.plan;
  const hypotheses = (plan?.hypotheses ?? []).map(
    ({ id }) =>
      `| ${id} | ${(session.states.find(({ scenario }) => scenario?.closes.some((ref) => ref.id === id)) ?? { id: 'none' }).id} | not observed under the tested threats |`,
  );
  const claims = (plan?.claims ?? []).map(
    ({ id }) =>
      `| ${id} | as argued in the plan | the scenarios of the plan at the tier in the table | adequate under the tested threats |`,
  );
  const audits = session.states
    .flatMap(({ arms }) => arms)
    .filter(({ decision: { verdict } }) => verdict.startsWith('PASS'))
    .map(({ key }) => {
      const box = ({ id, question }: { id: string; question: string }): string =>
        `- [x] ${id} ${question}: see audit.json of ${key}`;
      return `### ${key}\n\nRed flags (ten):\n\n${RED_FLAGS.map(box).join('\n')}\n\nWeak oracles (fourteen):\n\n${WEAK_ORACLES.map(box).join('\n')}\n`;
    });
  return `# Findings: ledgerd-append-and-transfer @ 2026-03-14T09-00-00Z

**Plan:** ../../plan.md (SHA-256 ${session.plan?.sha256 ?? ''})
**Commit under test:** 4f1e2d0, clean
**Session dir:** test-sessions/2026-03-14T09-00-00Z

## Summary

**Session verdict: ${decision.verdict}** — ${decision.reason}.

All scenarios ran against the packaged configuration, see the table for tiers and figures.

## Scenario results

| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link | Reduction class |
|---|---|---|---|---|---|---|---|
${rows.join('\n')}

## Findings

No finding.

## Coverage summary

| Hypothesis | Scenario | Result |
|---|---|---|
${hypotheses.join('\n')}

## Surface coverage

| Scenario / arm | Surface | Positive control | Negative control | Verdict |
|---|---|---|---|---|
| S4/grpc | gRPC API | own accounts read | foreign reads denied | PASS-smoke |
| S4/http | HTTP gateway | own accounts read | foreign reads denied | PASS-smoke |
| S4/export | nightly CSV export | own rows exported | no foreign row | PASS-smoke |

## Release-budget disclosures

- S2: not provided — no cluster stays reserved overnight. Revisit when: the nightly pool has five nodes.
- S4: not provided — exports run nightly only. Revisit when: the job can be started by hand.

## Adequacy assessment

| Claim | Plan's adequacy argument | What actually ran | Adequacy after this run |
|---|---|---|---|
${claims.join('\n')}

## Confidence delta

- **More:** no stale read was observed while the leader was isolated in four windows.
- **Less:** nothing.
- **Unchanged:** power loss, full disks and clock skew were not exercised.

## Green-but-broken check

${audits.join('\n')}`;
}
