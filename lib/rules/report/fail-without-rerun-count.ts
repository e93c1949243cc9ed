import { fieldOf } from '../../plan/fields.js';
import { LEAST_RERUNS } from '../../verdict/tree.js';
import { reportRule } from '../rule.js';
import { isFail, leaves, stated, verdictPlace } from './support.js';

const WORDS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const NUMBER = `\\d{1,4}|none|zero|all|${WORDS.join('|')}|once|twice`;
const OF = new RegExp(`\\b(${NUMBER})\\s*(?:of|/|out of|in)\\s*(?:the\\s+)?(${NUMBER})\\b`, 'i');
/** "reproduced in all three re-runs". */
const EVERY = new RegExp(`\\ball\\s+(?:the\\s+)?(${NUMBER})\\s+re-?runs?\\b`, 'i');
/** What names the figures before it as those of re-runs. */
const NEXT = /^\W*(?:re-?runs?|runs?|repeats?|attempts?|times|tries)\b/i;
/** What was counted: re-runs with the same inputs; other seeds are other inputs. */
const AGAIN = /re-?runs?|repro|\bruns?\b|attempts?|times|tries|again|same seed/i;

function numberOf(word: string): number {
  const text = word.toLowerCase();
  if (/^\d/.test(text)) return Number(text);
  if (text === 'once') return 1;
  if (text === 'twice') return 2;
  return Math.max(0, WORDS.indexOf(text));
}

/** How often a text says that a violation showed again; a count of operations (0 of 480) is none. */
export function rerunsIn(text: string): { k: number; n: number } | undefined {
  for (const part of text.split(/[;.](?:\s|$)|\n|,\s/)) {
    const all = [...part.matchAll(new RegExp(OF, 'gi'))];
    // "with 3 of 5 nodes up: 2 of 3 re-runs"
    const match = all.find(({ 0: words, index }) => NEXT.test(part.slice(index + words.length))) ?? all[0];
    const every = EVERY.exec(part)?.[1];
    if (match === undefined && every !== undefined) return { k: numberOf(every), n: numberOf(every) };
    if (match === undefined || !AGAIN.test(part)) continue;
    const n = numberOf(match[2] ?? '');
    const k = (match[1] ?? '').toLowerCase() === 'all' ? n : numberOf(match[1] ?? '');
    return { k, n };
  }
  return undefined;
}

/** DST212. */
export default reportRule({
  id: 'DST212',
  name: 'fail-without-rerun-count',
  severity: 'error',
  summary: 'A FAIL states how many re-runs with the same inputs showed it again, and its state agrees.',
  why: 'On a real cluster "reproducible" is a rate. Whoever debugs it must know whether to expect it in one of three runs or in one of fifty, and a FAIL-nondeterministic sold as reproducible sends them after a reproducer that does not exist.',
  examples: {
    failing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | ⟦FAIL-reproducible⟧ | linearizability | 480 consumed; invalid; 0 of 3 re-runs | drops 0 → 7 | evidence/S1 |\n',
    passing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | FAIL-reproducible | linearizability | 480 consumed; invalid; 1 of 3 re-runs | drops 0 → 7 | evidence/S1 |\n',
  },
  check(report, say) {
    for (const entry of leaves(report)) {
      const verdict = stated(entry);
      if (!isFail(verdict)) continue;
      const texts = [
        entry.row.cells.map(({ value }) => value).join('\n'),
        ...report.findings
          .filter(({ scenarios }) => scenarios.some(({ id }) => id === entry.id))
          .map((finding) => fieldOf(finding.fields, 'reproducer')?.value.value ?? finding.text.value),
      ];
      const counts = texts.map(rerunsIn).find((found) => found !== undefined);
      const report_ = (message: string, help: string): void =>
        say({ range: verdictPlace(entry), message, help, subject: `${entry.key}/re-runs` });
      if (counts === undefined)
        report_(
          `${entry.key} is ${verdict ?? 'FAIL'} and does not say how many re-runs showed it again`,
          `re-run it at least ${LEAST_RERUNS} times with the same inputs, and write "k of n re-runs"`,
        );
      else if (counts.n === 0)
        report_(
          `${entry.key} says ${counts.k} of 0 re-runs: nothing was run again`,
          `re-run it at least ${LEAST_RERUNS} times with the same inputs, and write "k of n re-runs"`,
        );
      else if (counts.k > counts.n)
        report_(`${entry.key} says that ${counts.k} of ${counts.n} re-runs showed it`, 'count the re-runs again');
      else if (verdict === 'FAIL-reproducible' && counts.k === 0)
        report_(
          `${entry.key} is called FAIL-reproducible, and ${counts.k} of ${counts.n} re-runs showed it again`,
          'it is FAIL-nondeterministic',
        );
      else if (verdict === 'FAIL-nondeterministic' && counts.k > 0)
        report_(
          `${entry.key} is called FAIL-nondeterministic, and ${counts.k} of ${counts.n} re-runs showed it again`,
          'it is FAIL-reproducible',
        );
      else if (counts.n < LEAST_RERUNS && counts.k === 0)
        report_(
          `${entry.key} was re-run ${counts.n} times, which is too few to call it ${verdict ?? 'FAIL'}`,
          `re-run it at least ${LEAST_RERUNS} times`,
        );
    }
  },
});
