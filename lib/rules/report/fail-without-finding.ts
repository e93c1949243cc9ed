import { reportRule } from '../rule.js';
import { isFail, leaves, stated, verdictPlace } from './support.js';

/** DST210. */
export default reportRule({
  id: 'DST210',
  name: 'fail-without-finding',
  severity: 'error',
  summary: 'Every FAIL has a finding, and every finding a FAIL row.',
  why: 'A FAIL without a finding cannot be reproduced or assigned. A finding whose scenario is green means that one of the two is wrong, and a reader will believe the greener one.',
  examples: {
    failing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | ⟦FAIL-reproducible⟧ | linearizability | 480 consumed; invalid; 2 of 3 re-runs | drops 0 → 7 | evidence/S1 |\n',
    passing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | FAIL-reproducible | linearizability | 480 consumed; invalid; 2 of 3 re-runs | drops 0 → 7 | evidence/S1 |\n\n## Findings\n\n### Finding F1: stale read\n\n- **Scenario:** S1\n',
  },
  check(report, say) {
    const found = new Set(report.findings.flatMap(({ scenarios }) => scenarios.map(({ id }) => id)));
    const failed = new Set(report.results.filter((entry) => isFail(stated(entry))).map(({ id }) => id));
    for (const entry of leaves(report))
      if (isFail(stated(entry)) && !found.has(entry.id))
        say({
          range: verdictPlace(entry),
          message: `${entry.key} is ${stated(entry) ?? 'FAIL'} and no finding names ${entry.id}`,
          help: 'add a "### Finding F<n>: …" with what happened, reproducer, blame and severity',
          subject: `${entry.key}/finding`,
        });
    for (const finding of report.findings) {
      if (finding.scenarios.some(({ id }) => failed.has(id))) continue;
      // A harness's or checker's defect is kept as a finding, and fails nothing.
      const blame = finding.fields.find(({ key }) => key === 'blame')?.value.value ?? '';
      if (/^\W*(?:harness|checker|environment)\b/i.test(blame)) continue;
      say({
        range: finding.range,
        message: `finding ${finding.id ?? ''} ${finding.scenarios.length === 0 ? 'names no scenario' : `is about ${finding.scenarios.map(({ id }) => id).join(', ')}, which no row calls FAIL`}`,
        help: 'a violation makes its scenario FAIL, before everything else; if it is none, it is no finding',
        subject: `${finding.id ?? finding.title}/row`,
      });
    }
  },
});
