import { reportRule } from '../rule.js';
import { cellPlace, leaves, stated } from './support.js';

const WEAK: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  {
    pattern:
      /\b(?:a |one |1 |single )(?:single )?seed\b|\bseeds?\s*[:=]\s*1\b(?!\s*[,\d])|\bsingle[- ]seed\b|\bone run\b/i,
    what: 'rests on a single seed',
  },
  {
    pattern:
      /\bfinal[- ]state(?:[- ]only| alone)\b|\bonly (?:the )?final state\b|\bfinal reads? only\b|\bend state only\b/i,
    what: 'looks at the final state only',
  },
  { pattern: /\bsmoke (?:budget|tier)\b/i, what: 'met the smoke budget' },
  { pattern: /\b(?:sampled?|a sample of|subset of|first \d+) (?:keys?|op(?:eration)?s?)\b/i, what: 'checked a sample' },
  {
    pattern: /\bunknown\b(?!\s*(?:outcomes?|op))|\btimed? ?out\b.{0,20}\bchecker\b|\bchecker\b.{0,20}\btimed? ?out\b/i,
    what: 'has a checker that did not decide',
  },
  { pattern: /\binvalid\b|\b(?:[1-9]\d*) (?:anomal(?:y|ies)|violations?)\b/i, what: 'names a violation' },
];

/** DST208. */
export default reportRule({
  id: 'DST208',
  name: 'hardening-on-weak-evidence',
  severity: 'error',
  soundness: true,
  summary: 'A PASS-hardening rests on several seeds, a history, and a checker that decided.',
  why: 'One seed is one interleaving. The final state hides every stale read that healed. A sample loses what is outside of it. Such a run may be a smoke pass; called hardening it ends the search.',
  examples: {
    failing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | PASS-hardening | linearizability | ⟦480 operations consumed, single seed⟧ | drop counter 0 → 307 | evidence/S1 |\n',
    passing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | PASS-hardening | linearizability | 480 operations consumed, 5 seeds | drop counter 0 → 307 | evidence/S1 |\n',
  },
  check(report, say) {
    const rows = new Set<unknown>();
    for (const entry of leaves(report)) {
      if (stated(entry) !== 'PASS-hardening' || rows.has(entry.row)) continue;
      const cells = [entry.execution, entry.oracle, entry.landing].filter((cell) => cell !== undefined);
      for (const cell of cells.length === 0 ? [entry.evidence] : cells) {
        const weak = WEAK.find(({ pattern }) => pattern.test(cell.value));
        if (weak === undefined) continue;
        rows.add(entry.row);
        say({
          range: cellPlace(entry, cell),
          message: `${entry.key} is PASS-hardening and ${weak.what}`,
          help: 'run what is missing, or give it the weaker verdict that the decision tree gives',
          subject: `${entry.key}/evidence`,
        });
        break;
      }
    }
  },
});
