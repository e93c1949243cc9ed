import { isMissing } from '../plan/support.js';
import { reportRule } from '../rule.js';
import { cellPlace, evidenceText, leaves, stated } from './support.js';

/** What only the injector says of itself. */
const INJECTOR =
  /\b(?:script|injector|nemesis|command|tool|chaos(?: mesh)?|toxiproxy|iptables|rule|fault)\s+(?:was\s+|were\s+|has\s+|had\s+)?(?:ran|run|executed|applied|injected|installed|started|succeeded|success|completed|ok|exit(?:ed)?|returned|scheduled|fired)\b|\brc\s*=?\s*0\b|\bexit (?:code|status)? ?0\b|\b(?:injected|applied|executed) (?:successfully|as planned)\b/i;
/** What shows that the victim was hit: a reading that moved, or a state that it could only get by being hit. */
const READING =
  /\b(?:before|after|inside)\b.*\d|\b(?:counter|ctr|packets?|drops?|dropped|term|epoch|leader|pid|restart\w*|oom|exit (?:code|status) ?(?:9|137|139|143)|throttl\w*|timeouts?|elected|(?:re-?)?election|unreachable|heartbeats?|gaps?|stall\w*|froze\w*|skew\w*|offset|loss|lost|errors?|refused|reconnect\w*|uptime|stepped down|landed)\b[^|]{0,80}\d|\d[^|]{0,40}\b(?:packets?|drops?|dropped|restarts?|elections?|timeouts?|refused|windows?|kills?|reconnects?|heartbeats?|gaps?|stalls?)\b|\b(?:killed|died|exited|terminated)\s+(?:by|with|on)\s+(?:sigkill|signal 9)\b|\bpid\b.{0,30}\b(?:gone|new|changed)\b|\b(?:new|another) (?:leader|pid|term)\b/i;
/** Times of day and dates: a window is no reading. */
const CLOCK = /\b\d{4}-\d{2}-\d{2}(?:T|\b)|\b\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|UTC)?/gi;
const CHANGE = /(\S+)\s*(?:→|->|=>|⟶|➔)\s*(\S+)|\bfrom\s+(\S+)\s+to\s+(\S+)/gi;
const STILL =
  /\b(?:stayed|remained|stays|remains|still|constant|stuck)\s+(?:at\s+)?(?:0\b|zero|the same|unchanged|flat)|\b(?:did not|didn't|never|not)\s+(?:move|change|rise|increase|land)|\bunchanged\b|\bno (?:change|movement)\b|\b(?:counter|drops?|packets?)\s*[:=]?\s*(?:is|was|at)?\s*0(?![\d.,→]|\s*(?:→|->))/i;
const NO_ERROR =
  /\b(?:no|without|zero|0)\s+(?:\w+\s+)?(?:errors?|timeouts?|restarts?|drops?|elections?|losses|loss)\b/gi;

/** True where a text has a reading that moved: what the injector says of itself, and times of day, are taken out. */
function moved(text: string): boolean {
  const rest = text.replace(CLOCK, ' ').replace(new RegExp(INJECTOR, 'gi'), ' ');
  const plain = (value: string | undefined): string => (value ?? '').replace(/^[^\p{L}\p{N}-]+|[^\p{L}\p{N}]+$/gu, '');
  const changes = [...rest.matchAll(CHANGE)].map((match) => [plain(match[1] ?? match[3]), plain(match[2] ?? match[4])]);
  if (changes.some(([from, to]) => from !== '' && to !== '' && from !== to)) return true;
  return changes.length === 0 && !STILL.test(rest) && READING.test(rest.replace(NO_ERROR, ' '));
}

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
      const reading = moved(text);
      if (!none && reading) continue;
      rows.add(entry.row);
      const what = none
        ? 'shows no landed fault'
        : INJECTOR.test(text) && !STILL.test(text)
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
