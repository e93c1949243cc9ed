import { reportRule } from '../rule.js';

/** DST215. */
export default reportRule({
  id: 'DST215',
  name: 'result-row-twice',
  severity: 'error',
  summary: 'Each scenario or arm has one row of results.',
  why: 'Two rows for one scenario are two verdicts, and each reader takes the one that they like. A second attempt belongs into the timeline; the row has the verdict that all attempts together give.',
  examples: {
    failing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | NOT-RUN (no root) | - | - | - | - |\n| ⟦S1⟧ | a | PASS-smoke | linearizability | 480 consumed | drops 0 → 7 | evidence/S1 |\n',
    passing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | PASS-smoke | linearizability | 480 consumed | drops 0 → 7 | evidence/S1 |\n',
  },
  check(report, say) {
    const first = new Map<string, (typeof report.results)[number]>();
    for (const entry of report.results) {
      const before = first.get(entry.key);
      if (before === undefined) first.set(entry.key, entry);
      else if (before.row !== entry.row)
        say({
          range: entry.idRange,
          message: `${entry.key} has a second row`,
          help: 'keep one row, with the verdict that all attempts together give; attempts belong into the timeline',
          related: [{ range: before.idRange, message: 'the first one' }],
          subject: `${entry.key}/row`,
        });
    }
  },
});
