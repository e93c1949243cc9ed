import { armKey } from '../../report/verdict-cell.js';
import { reportRule } from '../rule.js';
import { stated, verdictPlace } from './support.js';

/** DST222. */
export default reportRule({
  id: 'DST222',
  name: 'surface-verdict-differs',
  severity: 'error',
  soundness: true,
  summary: 'An arm has the same verdict in the surface coverage as in the scenario results.',
  why: 'Both tables are written by hand, and the one that is written later is written from memory. Where they disagree, one of them is wrong, and the surface that nobody reached is the one that is painted green.',
  examples: {
    failing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S4/grpc | b | NOT-RUN (gateway not built) | - | - | - | - |\n\n## Surface coverage\n\n| Scenario / arm | Surface | Positive control | Negative control | Verdict |\n|---|---|---|---|---|\n| S4/grpc | gRPC API | own read | foreign denied | ⟦PASS-smoke⟧ |\n',
    passing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S4/grpc | b | NOT-RUN (gateway not built) | - | - | - | - |\n\n## Surface coverage\n\n| Scenario / arm | Surface | Positive control | Negative control | Verdict |\n|---|---|---|---|---|\n| S4/grpc | gRPC API | - | - | NOT-RUN |\n',
  },
  check(report, say) {
    const rows = new Map(report.results.map((entry) => [entry.key, entry]));
    for (const { refs, verdict } of report.surfaces) {
      const [ref] = refs;
      const [mention] = verdict?.mentions ?? [];
      if (ref === undefined || refs.length !== 1 || verdict?.mentions.length !== 1 || mention === undefined) continue;
      const entry = rows.get(armKey(ref.id, ref.arm?.toLowerCase()));
      const here = mention.value ?? mention.alias;
      const there = entry === undefined ? undefined : stated(entry);
      if (entry === undefined || here === undefined || there === undefined || here === there) continue;
      say({
        range: mention.range,
        message: `${entry.key} is ${here} in the surface coverage and ${there} in the scenario results`,
        help: 'write the verdict that the evidence gives in both places',
        related: [{ range: verdictPlace(entry), message: 'the row of results' }],
        subject: `${entry.key}/surface verdict`,
      });
    }
  },
});
