import { isMissing } from '../plan/support.js';
import { reportRule } from '../rule.js';
import { cellPlace, evidenceText, isPass, leaves, numbersIn, stated } from './support.js';

/** Words that say what was counted. */
const COUNTED =
  /\b(?:op(?:eration)?s?|reads?|writes?|appends?|requests?|responses?|transactions?|txns?|messages?|records?|rows?|entries|keys?|acks?|acked|acknowledged|events?|samples?|histor(?:y|ies)|checks?|assertions?|transfers?|identifiers?|queries|consumed|recorded|invocations?|iterations?|files?|probes?|seeds?|lost|violations?|anomal(?:y|ies))\b|\bof\s+\d/i;

/** DST206. */
export default reportRule({
  id: 'DST206',
  name: 'pass-without-oracle-evidence',
  severity: 'error',
  soundness: true,
  summary: 'A PASS names what its oracle counted.',
  why: 'A checker that crashed, read an empty file or never started reports no violation, too. The number of operations that it consumed is the cheapest proof that it looked at this run; "passed" and "no errors" are none.',
  examples: {
    failing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | PASS-smoke | linearizability | ⟦checker passed⟧ | drops 0 → 7 | evidence/S1 |\n',
    passing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | PASS-smoke | linearizability | 480 operations consumed; valid | drops 0 → 7 | evidence/S1 |\n',
  },
  check(report, say) {
    const rows = new Set<unknown>();
    for (const entry of leaves(report)) {
      if (!isPass(stated(entry)) || rows.has(entry.row)) continue;
      const text = evidenceText(entry, entry.execution);
      const counts = numbersIn(text).filter(({ value }) => value > 0);
      if (!isMissing(text) && counts.length > 0 && COUNTED.test(text)) continue;
      rows.add(entry.row);
      const nothing = isMissing(text);
      say({
        range: cellPlace(entry, entry.execution),
        message: `${entry.key} is ${stated(entry) ?? 'PASS'}, and its oracle evidence ${nothing ? 'is missing' : 'counts nothing'}`,
        help: 'write what the checker record says: operations recorded, consumed, excluded, indeterminate, and the result',
        subject: `${entry.key}/oracle evidence`,
      });
    }
  },
});
