import type { Text } from '../../document/text.js';
import { isMissing } from '../plan/support.js';
import { sectionPlace } from '../report/support.js';
import { traceRule } from '../rule.js';

/** True for a result that is blank, filler, or nothing but ids. */
function saysNothing(result: Text): boolean {
  const words = result.value
    .replace(/\b[HSMC]-?\d{1,4}[a-z]?(?:\/[\w.-]+)?\b/g, ' ')
    .replace(/\b(?:and|to|through|by|via|in|see)\b/gi, ' ')
    .trim();
  return isMissing(words) || /^[\s\p{P}\p{S}\d]*$/u.test(words);
}

/** DST301. */
export default traceRule({
  id: 'DST301',
  name: 'hypothesis-without-coverage',
  severity: 'error',
  summary: 'The coverage summary has every hypothesis of the plan, and none that the plan does not have.',
  why: 'The plan listed how each claim could break. A hypothesis that the report does not mention was either not exercised, which a reader must know, or forgotten.',
  examples: {
    failing:
      '## ⟦Coverage summary⟧\n\n- H1: not observed under the tested threats (S1)\n- H2: not observed under the tested threats (S2)\n- H3: not observed under the tested threats (S3)\n- H4: not exercised, S4 did not run\n',
    passing:
      '## Coverage summary\n\n- H1–H3: not observed under the tested threats\n- H4: not exercised, S4 did not run\n- H5: not observed under the tested threats (S2)\n',
  },
  check({ report, plan, index }, say) {
    if (!report.sections.some(({ key }) => key === 'coverage')) return;
    const refs = report.coverage.flatMap(({ hypotheses }) => hypotheses);
    const covered = new Set(refs.map(({ id }) => id));
    for (const hypothesis of plan.hypotheses)
      if (!hypothesis.withdrawn && !covered.has(hypothesis.id))
        say({
          range: sectionPlace(report, 'coverage'),
          message: `the coverage summary leaves out ${hypothesis.id} (${hypothesis.title})`,
          help: 'say what became of it: not observed, falsified, inconclusive, or not exercised because …',
          related: [{ range: hypothesis.idRange, message: `${hypothesis.id} in the plan`, source: plan.source }],
          subject: `${hypothesis.id}/coverage`,
        });
    for (const line of report.coverage) {
      const [first] = line.hypotheses;
      if (first === undefined || line.result === undefined || !saysNothing(line.result)) continue;
      say({
        range: line.range,
        message: `the coverage summary names ${first.id} and does not say what became of it`,
        help: 'say it: not observed, falsified, inconclusive, or not exercised because …',
        subject: `${first.id}/coverage`,
      });
    }
    for (const ref of refs)
      if (!index.hypotheses.has(ref.id))
        say({
          range: ref.range,
          message: `${ref.id} is no hypothesis of the plan`,
          help: 'name the one that is meant',
          subject: `${ref.id}/foreign`,
        });
  },
});
