import { takesBack } from '../plan/support.js';
import { reportRule } from '../rule.js';
import { isPass, stated, verdictPlace } from './support.js';

/** What a remark says when the verdict before it is not meant. */
const AGAINST =
  /\b(?:but|although|though|however|except|despite|unless|excluding|flaky|ignor\w*|retr(?:y|ied|ies)|re-?ran until|after \d+ (?:tries|attempts)|reject\w*|violat\w*|fail\w*|crash\w*|not (?:proven|checked|verified|captured|landed|run)|without (?:fault|checker|oracle)|unverified|assum\w+|pending|manual\w*)\b/i;

/** Words of the list above that take nothing back. */
const HARMLESS: readonly RegExp[] = [
  // "0 failures", "nothing failed": that there was none.
  /\b(?:0|no|zero|none|nothing|without)\s+(?:of\s+\d+\s+)?(?:re-?runs?\s+|runs?\s+|seeds?\s+)?(?:fail\w*|violat\w*|reject\w*|crash\w*|retr(?:y|ies))\b/gi,
  // What the nemesis did: "60 crashes", "under a disk failure", "manual failover", "fail-stop".
  /\b(?:manual(?:ly)?\s+)?(?:fail-?overs?|switch-?overs?)\b|\bmanual(?:ly)?\s+(?:promot|trigger|heal)\w*|\bfail-stop\b/gi,
  /\b(?:node|zone|disk|network|leader|primary|replica|broker|power|host|link|region|rack)[- ]failures?\b/gi,
  /\b(?:\d+|under|through|across|injected|planned|every|each|all)\s+(?:the\s+)?(?:\w+\s+)?crash(?:es)?\b(?!\s+of the (?:checker|harness|oracle))/gi,
  /\bcrash(?:es)?[- ](?:windows?|faults?|points?|injections?|recovery|schedules?|loops?|of (?:any|a|each|every|one|random)\b)/gi,
  // What clients do: "with client retries", "retried transfers".
  /\b(?:client['’]?s?|with|idempotent)\s+retries\b|\bretr(?:y|ied)\s+(?:requests?|transfers?|writes?|sends?|storms?|paths?|loops?|budgets?)\b/gi,
  // What the control had to show.
  /\b(?:planted|seeded|injected|control['’]?s?|mutants?|weakened)\b[^;,.]{0,40}\b(?:violat|fail|reject|crash)\w*|\b(?:violat|fail|reject)\w*\s+(?:(?:was|were)\s+)?(?:found|caught|seen|shown)?\s*(?:by|in|on|of)\s+(?:the\s+)?(?:positive\s+)?controls?\b/gi,
  // A higher tier that was not run takes nothing from the one that was.
  /\brelease(?:\s+(?:budget|tier|run))?\s+(?:(?:was|is)\s+)?(?:not (?:run|met|attempted|reached)|pending)\b/gi,
];

/** PASS-smoke claims neither a fault nor the hardening tier. */
const OF_SMOKE =
  /\bhardening(?:\s+(?:budget|tier|run))?\s+(?:(?:was|is)\s+)?(?:not (?:run|met|attempted|reached)|pending)\b|\bwithout (?:a |any )?faults?\b/gi;

function takesPassBack(remark: string, verdict: string | undefined): boolean {
  const harmless = verdict === 'PASS-smoke' ? [...HARMLESS, OF_SMOKE] : HARMLESS;
  return AGAINST.test(harmless.reduce((text, words) => text.replace(words, ' '), remark));
}

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
      if (!takesPassBack(remark, stated(entry)) && !takesBack(remark) && !BEFORE.test(before)) continue;
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
