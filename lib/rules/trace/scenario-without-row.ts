import { armsOf } from '../../session/plan-of.js';
import { armKey } from '../../report/verdict-cell.js';
import { sectionPlace } from '../report/support.js';
import { traceRule } from '../rule.js';

/** DST300. */
export default traceRule({
  id: 'DST300',
  name: 'scenario-without-row',
  severity: 'error',
  soundness: true,
  summary: "The plan's scenarios and arms each have a row of results, and no row is foreign to the plan.",
  why: 'A scenario that failed and lost its row is the oldest way to a green report. A row that the plan does not know has no claim, no oracle and no budget that anybody reviewed.',
  examples: {
    failing:
      '## ⟦Scenario results⟧\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | NOT-RUN (no root) | - | - | - | - |\n| S2 | b | NOT-RUN (no root) | - | - | - | - |\n| S4/grpc | d | NOT-RUN (no root) | - | - | - | - |\n| S4/http | d | NOT-RUN (no root) | - | - | - | - |\n| S4/export | d | NOT-RUN (no root) | - | - | - | - |\n',
    passing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | NOT-RUN (no root) | - | - | - | - |\n| S2 | b | NOT-RUN (no root) | - | - | - | - |\n| S3 | c | NOT-RUN (no root) | - | - | - | - |\n| S4/grpc | d | NOT-RUN (no root) | - | - | - | - |\n| S4/http | d | NOT-RUN (no root) | - | - | - | - |\n| S4/export | d | NOT-RUN (no root) | - | - | - | - |\n',
  },
  check({ report, plan, index }, say) {
    if (report.results.length === 0 || plan.scenarios.length === 0) return;
    const keys = new Set(report.results.map(({ key }) => key));
    const named = new Set(report.results.map(({ id }) => id));
    for (const scenario of plan.scenarios) {
      const arms = armsOf(scenario);
      const wanted = arms.length === 0 ? [scenario.id] : arms.map((arm) => armKey(scenario.id, arm));
      // A row for the whole scenario where the plan has arms hides all of them: one finding says so.
      const missing =
        arms.length === 0 ? (named.has(scenario.id) ? [] : wanted) : wanted.filter((key) => !keys.has(key));
      for (const key of missing)
        say({
          range: sectionPlace(report, 'results'),
          message: `the plan's ${key} (${scenario.name}) has no row of results`,
          help: 'add one; NOT-RUN with its reason where it did not run',
          related: [{ range: scenario.idRange, message: `${scenario.id} in the plan`, source: plan.source }],
          subject: `${key}/row`,
        });
    }
    for (const entry of report.results) {
      const scenario = index.scenarios.get(entry.id);
      const arms = scenario === undefined ? [] : armsOf(scenario);
      if (
        scenario !== undefined &&
        (entry.arm === undefined || entry.variant || arms.length === 0 || arms.includes(entry.arm))
      )
        continue;
      say({
        range: entry.idRange,
        message:
          scenario === undefined
            ? `${entry.key} is no scenario of the plan`
            : `${entry.key} is no arm of ${entry.id} in the plan`,
        help:
          arms.length > 0
            ? `the plan's arms are ${arms.map((arm) => armKey(entry.id, arm)).join(', ')}`
            : 'take it out, or add it to the plan before it runs',
        ...(scenario === undefined
          ? {}
          : { related: [{ range: scenario.idRange, message: `${scenario.id} in the plan`, source: plan.source }] }),
        subject: `${entry.key}/foreign`,
      });
    }
  },
});
