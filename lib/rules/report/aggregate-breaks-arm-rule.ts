import { aggregateArms } from '../../verdict/aggregate.js';
import { reportRule } from '../rule.js';
import { stated, verdictPlace } from './support.js';

/** DST213. */
export default reportRule({
  id: 'DST213',
  name: 'aggregate-breaks-arm-rule',
  severity: 'error',
  soundness: true,
  summary: 'A scenario with arms has an aggregate row, and its verdict follows from the arms.',
  why: 'An aggregate is what people quote. A FAIL arm makes the scenario FAIL; an arm that did not pass caps it at PARTIAL-surface; otherwise the weakest PASS counts. Any other aggregate turns an untested surface into a tested one.',
  examples: {
    failing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S4/grpc | b | PASS-smoke | invariant | 480 responses | none planned | evidence/S4 |\n| S4/http | b | NOT-RUN (gateway not built) | - | - | - | - |\n| S4 | b | ⟦PASS-smoke⟧ | arms | arms: 480 responses | - | - |\n',
    passing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S4/grpc | b | PASS-smoke | invariant | 480 responses | none planned | evidence/S4 |\n| S4/http | b | NOT-RUN (gateway not built) | - | - | - | - |\n| S4 | b | PARTIAL-surface | arms | arms: http did not run | - | - |\n',
  },
  check(report, say) {
    const byScenario = new Map<string, (typeof report.results)[number][]>();
    for (const entry of report.results) {
      const known = byScenario.get(entry.id);
      if (known === undefined) byScenario.set(entry.id, [entry]);
      else known.push(entry);
    }
    for (const [id, entries] of byScenario) {
      const arms = entries.filter(({ arm }) => arm !== undefined);
      if (arms.length === 0) continue;
      const verdicts = arms.map((entry) => stated(entry));
      const known = verdicts.filter((verdict) => verdict !== undefined);
      const expected = known.length === verdicts.length ? aggregateArms(known) : undefined;
      const aggregates = entries.filter(({ arm }) => arm === undefined);
      // "S1 Driver A" and "S1 Driver B" are two ways to run one scenario; the plan knows no arms of it.
      if (aggregates.length === 0 && arms.length > 1 && !arms.every(({ variant }) => variant))
        say({
          range: arms[0]?.idRange ?? { start: 0, end: 0 },
          message: `${id} has ${arms.length} arms and no aggregate row`,
          help: `add a row for ${id}${expected === undefined ? '' : ` with the verdict ${expected}`}`,
          subject: `${id}/aggregate`,
        });
      for (const entry of aggregates) {
        const verdict = stated(entry);
        if (verdict === undefined || expected === undefined || verdict === expected) continue;
        say({
          range: verdictPlace(entry),
          message: `${id} is called ${verdict}, and its arms (${arms.map(({ key }, i) => `${key} ${known[i] ?? ''}`).join(', ')}) give ${expected}`,
          help: `write ${expected}: a FAIL arm makes it FAIL, an arm that did not pass caps it at PARTIAL-surface, else the weakest PASS counts`,
          related: arms.map((arm) => ({ range: verdictPlace(arm), message: `${arm.key}: ${stated(arm) ?? ''}` })),
          subject: `${id}/aggregate`,
        });
      }
    }
  },
});
