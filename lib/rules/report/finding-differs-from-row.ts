import { fieldOf } from '../../plan/fields.js';
import { BLAMES } from '../../vocabulary/blocks.js';
import { reportRule } from '../rule.js';
import { leaves } from './support.js';

/** The one that a cell or field blames; undefined where it names none or several, or leaves it open. */
function blamed(text: string | undefined): string | undefined {
  const head = (text ?? '').split(/[—–(;.]|\s-\s/)[0] ?? '';
  if (/\b(?:unknown|pending)\b/i.test(head)) return undefined;
  const named = BLAMES.filter((blame) => new RegExp(`(?<![\\w-])${blame}(?![\\w-])`, 'i').test(head));
  return named.length === 1 ? named[0] : undefined;
}

/** DST223. */
export default reportRule({
  id: 'DST223',
  name: 'finding-differs-from-row',
  severity: 'error',
  summary: 'The row of a scenario and its finding blame the same: SUT, harness, checker or environment.',
  why: 'The row is what a dashboard takes, the finding is what a tracker takes. A violation of the system in the one and a fault of the harness in the other is a bug that nobody will fix.',
  examples: {
    failing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link | Reduction class |\n|---|---|---|---|---|---|---|---|\n| S1 | a | FAIL-reproducible | linearizability | 480 consumed; invalid; 1 of 3 re-runs | drops 0 → 7 | evidence/S1 | ⟦SUT⟧ |\n\n## Findings\n\n### Finding F1: stale read\n\n- **Scenario:** S1\n- **Reduction classification:** harness\n',
    passing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link | Reduction class |\n|---|---|---|---|---|---|---|---|\n| S1 | a | FAIL-reproducible | linearizability | 480 consumed; invalid; 1 of 3 re-runs | drops 0 → 7 | evidence/S1 | SUT |\n\n## Findings\n\n### Finding F1: stale read\n\n- **Scenario:** S1\n- **Reduction classification:** SUT (the follower serves reads below the read index)\n',
  },
  check(report, say) {
    for (const entry of leaves(report)) {
      const ours = blamed(entry.reduction?.value);
      if (entry.reduction === undefined || ours === undefined) continue;
      const own = report.findings.flatMap((finding) => {
        const field = fieldOf(finding.fields, 'blame');
        const blame = blamed(field?.value.value);
        const about = finding.scenarios.some(({ id }) => id === entry.id);
        return field === undefined || blame === undefined || !about ? [] : [{ finding, field, blame }];
      });
      const [first] = own;
      if (first === undefined || own.some(({ blame }) => blame === ours)) continue;
      const { finding, field, blame } = first;
      say({
        range: entry.reduction.visible,
        message: `the row of ${entry.key} blames ${ours}, and finding ${finding.id ?? finding.title} blames ${blame}`,
        help: 'decide by the experiment that tells them apart, and write it in both places',
        related: [{ range: field.value.visible, message: `finding ${finding.id ?? finding.title}` }],
        subject: `${entry.key}/blame`,
      });
    }
  },
});
