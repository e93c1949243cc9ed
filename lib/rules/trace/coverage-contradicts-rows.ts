import type { ReportFinding } from '../../report/model.js';
import { leaves, stated, verdictPlace } from '../report/support.js';
import { traceRule } from '../rule.js';

/** A result that says: looked for, and not seen. */
const NOT_SEEN =
  /^\W*(?:(?:it\s+)?(?:was\s+)?not\s+(?:observed|seen|falsified|reproduced|confirmed|triggered)|no (?:violation|anomal\w*|instance)|held\b|holds\b|refuted|covered\b|passed\b|did not (?:occur|happen|show))/i;
const LIMITED =
  /\b(?:not exercised|not run|never ran|did not run|inconclusive|not proven|partial(?:ly)?|only|but|except|although)\b/i;

/** DST306. */
export default traceRule({
  id: 'DST306',
  name: 'coverage-contradicts-rows',
  severity: 'error',
  soundness: true,
  summary:
    'A hypothesis is called "not observed" only where a scenario that closes it ran, and no finding is about it.',
  why: '"Not observed" means that somebody looked. Where every scenario that would have shown the hypothesis did not run, nobody did; where a finding addresses it, it was observed. Either way the line turns an open question into a closed one.',
  examples: {
    failing:
      '## Coverage summary\n\n- ⟦H1⟧: not observed under the tested threats\n- H2–H5: not exercised, no root\n\n## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | NOT-RUN (no root) | - | - | - | - |\n| S2 | b | NOT-RUN (no root) | - | - | - | - |\n| S3 | c | NOT-RUN (no root) | - | - | - | - |\n| S4/grpc | d | NOT-RUN (no root) | - | - | - | - |\n| S4/http | d | NOT-RUN (no root) | - | - | - | - |\n| S4/export | d | NOT-RUN (no root) | - | - | - | - |\n',
    passing:
      '## Coverage summary\n\n- H1: not exercised, S1 did not run\n- H2–H5: not exercised, no root\n\n## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | NOT-RUN (no root) | - | - | - | - |\n| S2 | b | NOT-RUN (no root) | - | - | - | - |\n| S3 | c | NOT-RUN (no root) | - | - | - | - |\n| S4/grpc | d | NOT-RUN (no root) | - | - | - | - |\n| S4/http | d | NOT-RUN (no root) | - | - | - | - |\n| S4/export | d | NOT-RUN (no root) | - | - | - | - |\n',
  },
  check({ report, plan, index }, say) {
    const rows = leaves(report);
    if (rows.length === 0) return;
    for (const line of report.coverage) {
      const result = (line.result?.value ?? '').replace(
        /^[\s*]*(?:[HSM]\d{1,4}[a-z]?[\s,&–—-]*|and\s+)+[\s*:.–—)-]*/,
        '',
      );
      if (!NOT_SEEN.test(result) || LIMITED.test(result)) continue;
      for (const { id, range } of line.hypotheses) {
        const hypothesis = index.hypotheses.get(id);
        if (hypothesis === undefined) continue;
        const closing = plan.scenarios.filter(({ closes }) => closes.some((ref) => ref.id === id)).map((one) => one.id);
        const own = rows.filter((entry) => closing.includes(entry.id));
        const nobody = own.length > 0 && own.every((entry) => neverRan(stated(entry)));
        const about = report.findings.find((finding) => confirms(finding, id));
        if (!nobody && about === undefined) continue;
        say({
          range,
          message:
            about === undefined
              ? `${id} is called "${result.split(/[.;(]/)[0]?.trim() ?? ''}", and what closes it (${closing.join(', ')}) never ran`
              : `${id} is called "${result.split(/[.;(]/)[0]?.trim() ?? ''}", and finding ${about.id ?? about.title} is about it`,
          help: about === undefined ? 'write "not exercised", and why' : 'write "falsified", and name the finding',
          related: [
            ...(about === undefined
              ? own
                  .slice(0, 3)
                  .map((entry) => ({ range: verdictPlace(entry), message: `${entry.key}: ${stated(entry) ?? ''}` }))
              : [{ range: about.range, message: `finding ${about.id ?? about.title}` }]),
            { range: hypothesis.idRange, message: `${id} in the plan`, source: plan.source },
          ],
          subject: `${id}/coverage`,
        });
      }
    }
  },
});

const neverRan = (verdict: string | undefined): boolean => verdict === 'NOT-RUN' || verdict === 'INCONCLUSIVE-env';

/** True where a finding that blames the system names the hypothesis in its own field. */
function confirms(finding: ReportFinding, id: string): boolean {
  const blame = finding.fields.find(({ key }) => key === 'blame')?.value.value ?? '';
  const field = finding.fields.some(({ key }) => key === 'hypothesis');
  return field && /^\W*SUT\b/i.test(blame) && finding.hypotheses.some((ref) => ref.id === id);
}
