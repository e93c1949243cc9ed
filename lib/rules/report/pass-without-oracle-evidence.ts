import { isMissing } from '../plan/support.js';
import { reportRule } from '../rule.js';
import { cellPlace, evidenceText, isPass, leaves, stated } from './support.js';

/** Words behind a number that make it no count of what an oracle looked at. */
const OTHER =
  /^[\s-]*(?:seeds?|runs?|re-?runs?|nodes?|replicas?|clients?|times?|tries|attempts?|windows?|kills?|faults?|drops?|ns|us|µs|ms|s|sec(?:ond)?s?|m|min(?:ute)?s?|h|hours?|days?|percent|am|pm|utc|[kmg]i?b|cores?|cpus?|ok|passed|valid|green|and|or|with|at|on|in|to|by|the|is|was|were)\b|^\s*%/i;
/** A whole number with a noun behind it, k of n, k/n, or a label before it. */
const COUNT =
  /(?<![\w.,:/-])(?:\d+\s*(?:of|\/|out of)\s*(?:the\s+|all\s+)?)?(\d{1,3}(?:[.,  ']\d{3})+|\d+(?![.\d]))(?:\s*[km](?![\p{L}]))?(?=(\s*-?\s*[\p{L}%]+)?)/giu;
const LABEL =
  /\b(?:consumed|recorded|checked|processed|total|ops|operations|histor(?:y|ies)|entries|records|reads|writes|keys|transactions|events|messages|samples|lines)\s*[:=]?\s*$/i;
/** Nothing was looked at, whatever else is counted. */
const NOTHING =
  /(?<![\d.,'])0\s+(?:of\s+0\s+)?(?:ops?|operations?|records?|events?|entries|reads?|lines?|keys|transactions?|messages?|samples?)?\s*(?:were\s+|was\s+)?(?:consumed|checked|processed|analy[sz]ed|recorded)\b|\b(?:consumed|checked|processed|analy[sz]ed)\s*[:=]?\s*(?:0|none|nothing)(?![\d.,]*\d)|(?<!\d)0 of 0\b|\b(?:empty|no) history\b/i;

/** "assertion fired 100000/100000 seeds": how often the oracle itself ran, whatever is counted. */
const FIRED =
  /\b(?:assertions?|invariants?|checks?|checkers?|oracles?)\s+(?:fired|ran|evaluated|executed|held|was evaluated|were evaluated)\b[^.;|]{0,24}?[1-9]/i;

/** True where a text says how much an oracle looked at. */
function counts(text: string): boolean {
  if (FIRED.test(text)) return true;
  for (const match of text.matchAll(COUNT)) {
    if (Number(match[1]?.replace(/\D/g, '')) === 0) continue;
    const ratio = /\d\s*(?:of|\/|out of)\s*/.test(match[0].slice(0, -(match[1]?.length ?? 0)) + ' ');
    const word = match[2] ?? '';
    if ((ratio || word.trim() !== '') && !OTHER.test(word)) return true;
    if (LABEL.test(text.slice(Math.max(0, match.index - 30), match.index))) return true;
  }
  return false;
}

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
      const none = NOTHING.test(text);
      if (!isMissing(text) && !none && counts(text)) continue;
      rows.add(entry.row);
      const nothing = isMissing(text);
      say({
        range: cellPlace(entry, entry.execution),
        message: `${entry.key} is ${stated(entry) ?? 'PASS'}, and its oracle evidence ${nothing ? 'is missing' : none ? 'says that it looked at nothing' : 'counts nothing'}`,
        help: 'write what the checker record says: operations recorded, consumed, excluded, indeterminate, and the result',
        subject: `${entry.key}/oracle evidence`,
      });
    }
  },
});
