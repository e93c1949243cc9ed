import { isMissing } from '../plan/support.js';
import { reportRule } from '../rule.js';
import { cellPlace, evidenceText, leaves, stated } from './support.js';

/** What only the injector says of itself. */
const INJECTOR =
  /\b(?:script|injector|nemesis|command|tool|chaos(?: mesh)?|toxiproxy|iptables|rule|fault)\s+(?:was\s+|were\s+|has\s+|had\s+)?(?:ran|run|executed|applied|injected|installed|started|succeeded|success|completed|ok|exit(?:ed)?|returned|scheduled|fired)\b|\brc\s*=?\s*0\b|\bexit (?:code|status)? ?0\b|\b(?:injected|applied|executed) (?:successfully|as planned)\b/i;
/** What shows that the victim was hit: a reading that moved, or a state that it could only get by being hit. */
const READING =
  /→|->|=>|\bfrom\s+\S+\s+to\s+\S+|\b(?:before|after|inside)\b.*\d|\b(?:counter|packets?|drops?|dropped|term|epoch|leader|pid|restart\w*|oom|exit (?:code|status) ?137|sigkill|signal 9|throttl\w*|timeouts?|elected|election|unreachable|loss|latency|errors?|refused|reconnect\w*|uptime|stepped down|landed)\b[^|]{0,80}\d|\d[^|]{0,40}\b(?:packets?|drops?|dropped|restarts?|elections?|timeouts?|refused|windows?|kills?)\b|\bpid\b.{0,30}\b(?:gone|new|changed)\b/i;
const NO_FAULT = /^\W*(?:none|no (?:fault|nemesis)|n\/a|not applicable)\b/i;

/** DST207. */
export default reportRule({
  id: 'DST207',
  name: 'hardening-without-landing',
  severity: 'error',
  soundness: true,
  summary: 'A PASS-hardening shows a reading of the thing perturbed that moved.',
  why: 'A drop rule in the wrong network namespace exits with status 0 and drops nothing; thousands of operations then run "under the fault" against a healthy system. Only a counter, a term, a PID of the victim that moved inside the window shows that the fault was there.',
  examples: {
    failing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | PASS-hardening | linearizability | 480 operations consumed; valid; 3 seeds | ⟦the script ran, exit code 0⟧ | evidence/S1 |\n',
    passing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | PASS-hardening | linearizability | 480 operations consumed; valid; 3 seeds | drop counter on n1: 0 → 307 inside E1 | evidence/S1 |\n',
  },
  check(report, say) {
    const rows = new Set<unknown>();
    for (const entry of leaves(report)) {
      if (stated(entry) !== 'PASS-hardening' || rows.has(entry.row)) continue;
      const text = evidenceText(entry, entry.landing);
      const none = isMissing(text) || NO_FAULT.test(text);
      const reading = READING.test(text);
      if (!none && reading) continue;
      rows.add(entry.row);
      const what = none
        ? 'shows no landed fault'
        : INJECTOR.test(text)
          ? 'has only the injector’s word for its fault'
          : 'shows no reading that moved';
      say({
        range: cellPlace(entry, entry.landing),
        message: `${entry.key} is PASS-hardening and ${what}`,
        help: 'give the signal read at the victim, before and inside the window (counter 0 → 307), or call it INCONCLUSIVE-fault-not-proven; without a planned fault it is PASS-smoke',
        subject: `${entry.key}/landing evidence`,
      });
    }
  },
});
