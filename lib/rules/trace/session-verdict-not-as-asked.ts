import { plansFault } from '../../session/plan-of.js';
import { aggregateArms, sessionVerdict } from '../../verdict/aggregate.js';
import { leaves, stated, verdictPlace } from '../report/support.js';
import { traceRule } from '../rule.js';

/** DST305. */
export default traceRule({
  id: 'DST305',
  name: 'session-verdict-not-as-asked',
  severity: 'error',
  soundness: true,
  summary: 'DONE means that every scenario of the plan passed at the tier that the plan asked for.',
  why: 'A smoke pass of a scenario that plans a fault is half of what was asked. Called DONE it ends the work; DONE_WITH_CONCERNS keeps the other half on somebody’s list.',
  examples: {
    failing:
      '## Summary\n\n**Session verdict: ⟦DONE⟧** — all ran.\n\n## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | PASS-smoke | linearizability | 480 consumed | drops 0 → 7 | evidence/S1 |\n',
    passing:
      '## Summary\n\n**Session verdict: DONE_WITH_CONCERNS** — only smoke.\n\n## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | PASS-smoke | linearizability | 480 consumed | drops 0 → 7 | evidence/S1 |\n',
  },
  check({ report, plan, index }, say) {
    const found = report.sessionVerdict;
    if (found?.value !== 'DONE' && found?.value !== 'DONE_WITH_CONCERNS') return;
    const entries = leaves(report);
    if (entries.length === 0 || entries.some((entry) => stated(entry) === undefined)) return;
    const decision = sessionVerdict(
      plan.scenarios.map((scenario) => {
        const verdicts = entries.filter(({ id }) => id === scenario.id).flatMap((entry) => stated(entry) ?? []);
        return {
          verdict: aggregateArms(verdicts),
          asked: plansFault(scenario) === false ? ('smoke' as const) : ('hardening' as const),
        };
      }),
    );
    // DST214 reports what the rows alone contradict.
    if (decision.verdict !== 'DONE' && decision.verdict !== 'DONE_WITH_CONCERNS') return;
    if (found.value === decision.verdict) return;
    say({
      range: found.range,
      message: `the session is called ${found.value}, and by the plan it is ${decision.verdict}: ${decision.reason}`,
      help: `write ${decision.verdict}`,
      related: entries
        .filter((entry) => stated(entry) !== 'PASS-hardening')
        .slice(0, 5)
        .flatMap((entry) => {
          const scenario = index.scenarios.get(entry.id);
          if (scenario === undefined || plansFault(scenario) === false) return [];
          return [
            { range: verdictPlace(entry), message: `${entry.key}: ${stated(entry) ?? ''}` },
            { range: scenario.idRange, message: `${entry.id} plans a fault`, source: plan.source },
          ];
        }),
      subject: 'session verdict/asked',
    });
  },
});
