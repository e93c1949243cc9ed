import { reportRule } from '../rule.js';
import { cellPlace, leaves, stated } from './support.js';

interface Weakness {
  readonly what: string;
  matches(text: string): boolean;
}

const by =
  (pattern: RegExp, unless?: RegExp) =>
  (text: string): boolean =>
    pattern.test(text) && unless?.test(text) !== true;

const ONE_SEED =
  /\b(?:a |one |1 |single )(?:single |fixed )?seed\b|\bseeds?\s*[:=]\s*1\b(?!\s*[,\d])|\bsingle[- ]seed\b|\bone run only\b|\bonly one run\b|\ba single run\b/i;
const SEVERAL =
  /\b(?:[2-9]|[1-9]\d+|two|three|four|five|six|seven|eight|nine|ten|several|all|each|per|every)\s+(?:\w+\s+)?seeds?\b|\bseeds\s*[:=]?\s*(?:[2-9]\b|[1-9]\d|\d+\s*(?:,|to|–|-|and|\.\.))|\bper seed\b/i;

/** `seed 42` and no other: one interleaving. */
function oneSeed(text: string): boolean {
  if (SEVERAL.test(text)) return false;
  if (ONE_SEED.test(text)) return true;
  const named = new Set([...text.matchAll(/\bseed\s*[:=#]?\s*(0x[\da-f]+|\d+)/gi)].map(([, seed]) => seed));
  return named.size === 1;
}

const WEAK: readonly Weakness[] = [
  { what: 'rests on a single seed', matches: oneSeed },
  {
    what: 'looks at the final state only',
    matches: by(
      /\bfinal[- ]state(?:[- ]only| alone| comparison| check)\b|\b(?:only|just) (?:the )?final (?:state|reads?)\b|\bfinal (?:reads?|counts?|values?|state) (?:only|alone)\b|\bend state only\b|^\W*final (?:state|count|read|value)s?(?:\s+(?:matches|matched|equal\w*|is|are|compar\w+)\b.*)?$/i,
      /\b(?:not|beyond|besides|and the history|whole history|full history|no-lost-ack)\b/i,
    ),
  },
  { what: 'met the smoke budget', matches: by(/\bsmoke (?:budget|tier)\b/i, /\bhardening\b/i) },
  {
    what: 'checked a sample',
    matches: by(
      /\b(?:sampled?|a sample of|samples? of|subset of|first \d+|random \d+(?: ?%)?(?: of)?|spot[- ]check\w*)\s+(?:the\s+)?(?:keys?|op(?:eration)?s?|records?|history|accounts?|partitions?)?/i,
      /\b(?:no sampl\w*|not sampled|without sampl\w*|latency|p\d\d|metrics? sample)/i,
    ),
  },
  {
    what: 'has a checker that did not decide',
    matches: by(
      /\b(?:result|verdict|checker|porcupine|elle|knossos|answer\w*|returned|said|came back)\W{1,3}(?:is |was |of |with )?unknown\b|(?:^|[;,]\s*)unknown\s*(?:$|[;,.])|\btimed? ?out\b.{0,20}\bchecker\b|\bchecker\b.{0,20}\b(?:timed? ?out|ran out of|gave up|was killed|oom)/i,
    ),
  },
  { what: 'names a violation', matches: violation },
];

/** A violation that is not denied, and not that of a control. */
function violation(text: string): boolean {
  return text.split(/[;.](?:\s|$)|\n/).some((clause) => {
    if (/\bcontrols?\b|\bself-?test\b|\bplanted\b|\bweakened\b/i.test(clause)) return false;
    if (/\b(?:result|checker|history|verdict)\W{1,3}(?:is |was )?invalid\b|^\W*invalid\W*$/i.test(clause)) return true;
    return (
      /(?<![\d.,/]|\bof )\b(?:[1-9]\d*|one|two|three|a few|some|several) (?:\w+ )?(?:anomal(?:y|ies)|violations?|lost acks?|stale reads?|duplicates?)\b/i.test(
        clause,
      ) && !/\bno\b|\bwithout\b|\bnone\b|\bprobes?\b|\bfor (?:one|two|three|\d+)\b/i.test(clause)
    );
  });
}

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
        const weak = WEAK.find(({ matches }) => matches(cell.value));
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
