import type { ResultEntry } from '../../report/model.js';
import { sessionVerdict } from '../../verdict/aggregate.js';
import { VERDICTS, type SessionVerdict, type Verdict } from '../../vocabulary/verdicts.js';
import { reportRule, type Related } from '../rule.js';
import { isFail, isPass, scenarioVerdicts, stated, verdictPlace } from './support.js';

const REPRODUCED = /\breproduc(?:ed|ible|es)\b/i;
const NOT_REPRODUCED =
  /\b(?:not|never|non-?|did not|could not be|un)\s*-?reproduc|\bnondeterministic|\bno re-?run\b|\b0 of \d/i;

/** DST214. */
export default reportRule({
  id: 'DST214',
  name: 'session-verdict-not-from-rows',
  severity: 'error',
  soundness: true,
  summary: 'The session verdict is the one that the rows give, and the headline says the same as the table.',
  why: 'One reproduced failure among forty passes is a FAIL: the strongest evidence decides, never a count. `DONE` with a row that did not pass tells the release manager that nothing is left.',
  examples: {
    failing:
      '## Summary\n\n**Session verdict: ⟦DONE⟧** — all went well.\n\n## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | PASS-smoke | linearizability | 480 consumed | drops 0 → 7 | evidence/S1 |\n| S2 | b | NOT-RUN (no root) | - | - | - | - |\n',
    passing:
      '## Summary\n\n**Session verdict: DONE_WITH_CONCERNS** — S2 did not run.\n\n## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | PASS-smoke | linearizability | 480 consumed | drops 0 → 7 | evidence/S1 |\n| S2 | b | NOT-RUN (no root) | - | - | - | - |\n',
  },
  check(report, say) {
    const found = report.sessionVerdict;
    if (found?.value === undefined || report.results.length === 0) return;
    const scenarios = scenarioVerdicts(report.results);
    // Without the plan a smoke pass may be all that was asked for; DST305 knows the plan.
    const strict = sessionVerdict(scenarios.map((verdict) => ({ verdict })));
    const possible = report.results.every((entry) => stated(entry) !== undefined)
      ? [scenarios]
      : VERDICTS.map((verdict) => scenarioVerdicts(report.results, verdict));
    const fits = possible.some((verdicts) =>
      ([undefined, 'smoke'] as const).some(
        (asked) => sessionVerdict(verdicts.map((verdict) => ({ verdict, asked }))).verdict === found.value,
      ),
    );
    if (!fits)
      say({
        range: found.range,
        message: `the session is called ${found.value}, and the rows give ${strict.verdict}: ${strict.reason}`,
        help: `write ${strict.verdict}, or mend the rows`,
        related: decisive(report.results, found.value, strict.verdict),
        subject: 'session verdict/rows',
      });
    if (strict.verdict !== 'FAIL' || found.value !== 'FAIL') return;
    const line = report.source.lineAt(found.range.start);
    const text = report.source.lineText(line);
    const reproduced = scenarios.includes('FAIL-reproducible');
    const says = NOT_REPRODUCED.test(text) ? false : REPRODUCED.test(text) ? true : undefined;
    if (says !== undefined && says !== reproduced)
      say({
        range: found.range,
        message: `the headline says that the violation ${says ? 'reproduced' : 'did not reproduce'}, and the rows say the opposite`,
        help: 'say in the headline what the table says, with k of n',
        subject: 'session verdict/reproduced',
      });
  },
});

/** The rows that speak against what the session is called; a few are enough. */
function decisive(results: readonly ResultEntry[], called: SessionVerdict, given: SessionVerdict): Related[] {
  const against = (verdict: Verdict | undefined): boolean => {
    if (verdict === undefined) return false;
    if (given === 'FAIL') return isFail(verdict);
    if (called === 'FAIL' || called === 'BLOCKED') return verdict !== 'NOT-RUN';
    return called === 'INCONCLUSIVE' ? isPass(verdict) : verdict !== 'PASS-hardening';
  };
  return results
    .filter((entry) => !entry.aggregate && against(stated(entry)))
    .slice(0, 5)
    .map((entry) => ({ range: verdictPlace(entry), message: `${entry.key}: ${stated(entry) ?? ''}` }));
}
