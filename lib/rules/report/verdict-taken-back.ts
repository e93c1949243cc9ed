import { takesBack } from '../plan/support.js';
import { reportRule } from '../rule.js';
import { isPass, stated, verdictPlace } from './support.js';

/** What a remark says when the verdict before it is not meant. */
const AGAINST =
  /\b(?:but|although|though|however|except|despite|unless|excluding|flaky|ignor\w*|retr(?:y|ied|ies)|re-?ran until|after \d+ (?:tries|attempts)|reject\w*|violat\w*|fail\w*|crash\w*|not (?:proven|checked|verified|captured|landed|run)|without (?:fault|checker|oracle)|unverified|assum\w+|pending|manual\w*)\b/i;

/** "0 failures", "nothing failed": words of the list above that say that there was none. */
const HARMLESS =
  /\b(?:0|no|zero|none|nothing|without)\s+(?:of\s+\d+\s+)?(?:re-?runs?\s+|runs?\s+|seeds?\s+)?(?:fail\w*|violat\w*|reject\w*|crash\w*|retr(?:y|ies))\b/gi;

/** Words before a verdict by which it is not given. */
const BEFORE =
  /\b(?:not|no|never|almost|nearly|near|would(?: be| have been)?|should be|could be|close to|quasi|expected|presumed|presumably|likely|aim(?:ing)? (?:for|at)|target)\W*$/i;

/** DST204. */
export default reportRule({
  id: 'DST204',
  name: 'verdict-taken-back',
  severity: 'error',
  soundness: true,
  summary: 'A PASS carries no remark that takes it back.',
  why: 'A filter, a badge and a hurried reader see `PASS-hardening`; the words "but the oracle rejected one run" behind it are seen by nobody. What the remark says belongs into the verdict: it is another state.',
  examples: {
    failing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | ⟦PASS-hardening⟧ (but the oracle rejected one run) | linearizability | 480 consumed; valid; 3 seeds | drops 0 → 7 | evidence/S1 |\n',
    passing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | PASS-hardening (all three seeds) | linearizability | 480 consumed; valid; 3 seeds | drops 0 → 7 | evidence/S1 |\n',
  },
  check(report, say) {
    const seen = new Set<unknown>();
    const session = report.sessionVerdict;
    if (session?.value === 'DONE' && session.behind !== undefined && takesBack(session.behind))
      say({
        range: session.range,
        message: `the session is called ${session.raw}, and what follows takes that back: "${session.behind.trim()}"`,
        help: 'name the verdict that the rows give now; what is open belongs into the rows',
        subject: 'session verdict/taken back',
      });
    for (const entry of report.results) {
      const cell = entry.verdictCell?.text.value ?? '';
      const before = cell.slice(0, Math.max(0, cell.indexOf(entry.verdict?.raw ?? cell)));
      const remark = entry.verdictCell?.remark ?? '';
      if (!isPass(stated(entry)) || seen.has(entry.row) || remark === '') continue;
      if (!AGAINST.test(remark.replace(HARMLESS, '')) && !takesBack(remark) && !BEFORE.test(before)) continue;
      seen.add(entry.row);
      say({
        range: verdictPlace(entry),
        message: `${entry.key} is called ${entry.verdict?.raw ?? 'PASS'}, and the remark beside it takes that back: "${remark}"`,
        help: 'give it the verdict that the remark describes, and keep the reason in the row',
        subject: `${entry.key}/verdict`,
      });
    }
  },
});
