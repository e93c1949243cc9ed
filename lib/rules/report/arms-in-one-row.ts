import { idList } from '../plan/support.js';
import { reportRule } from '../rule.js';

/** DST205. */
export default reportRule({
  id: 'DST205',
  name: 'arms-in-one-row',
  severity: 'warning',
  summary: 'Each arm has a row of its own, under its full id.',
  why: 'An arm is a run of its own with its own oracle. Several in one row share their figures, so that a reader cannot tell which arm the 480 operations and the moved counter belong to, and a weak arm hides behind a strong one. `api` alone is not found by a search for `S5/api`.',
  examples: {
    failing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| ⟦S4/grpc⟧, /http, /export | b | PASS-smoke | invariant | 0 of 480 responses foreign | none planned | evidence/S4 |\n',
    passing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S4/grpc | b | PASS-smoke | invariant | 0 of 480 responses foreign | none planned | evidence/S4 |\n| S4/http | b | PASS-smoke | invariant | 0 of 480 responses foreign | none planned | evidence/S4 |\n',
  },
  check(report, say) {
    const rows = new Set<unknown>();
    for (const entry of report.results) {
      if (rows.has(entry.row) || !(entry.folded || entry.shortened)) continue;
      rows.add(entry.row);
      const keys = report.results.filter(({ row }) => row === entry.row).map(({ key }) => key);
      say({
        range: entry.idRange,
        message: entry.folded
          ? `one row stands for ${idList(keys)}: a reviewer cannot tell whose the figures are`
          : `"${report.source.text.slice(entry.idRange.start, entry.idRange.end)}" is read as ${entry.key}: a search for the full id does not find it`,
        help: entry.folded ? 'split it into a row per arm, and add an aggregate row' : `write ${entry.key}`,
        subject: `${entry.key}/row`,
      });
    }
  },
});
