import { nearest } from '../../cli/nearest.js';
import { inWords, NUMBER, numberOf } from '../../pack/support.js';
import type { Pack } from '../../pack/model.js';
import { CLAIM_CATEGORIES, HYPOTHESIS_CATEGORIES } from '../../vocabulary/claims.js';
import { VERDICT_ALIASES, VERDICTS } from '../../vocabulary/verdicts.js';
import { packRule } from '../rule.js';

/** A pack speaks of these formats when it uses so many of their verdicts. */
const ENOUGH = 3;
const COUNTS: readonly (readonly [RegExp, number, string])[] = [
  [
    new RegExp(
      `\\b(${NUMBER})(?:[\\s-]+(?:verdict|terminal|result|possible))?[\\s-]+(?:states|state verdicts|verdicts)\\b`,
      'gi',
    ),
    VERDICTS.length,
    'verdict states',
  ],
  [new RegExp(`\\b(${NUMBER})[\\s-]+claim[\\s-]+categories\\b`, 'gi'), CLAIM_CATEGORIES.length, 'claim categories'],
  [
    new RegExp(`\\b(${NUMBER})[\\s-]+hypothesis[\\s-]+categories\\b`, 'gi'),
    HYPOTHESIS_CATEGORIES.length,
    'hypothesis categories',
  ],
];
/** Smaller numbers speak of some of them: "the two passing states". */
const SMALLEST = 5;
const VERDICT = /(?<![\w-])(?:PASS|FAIL|INCONCLUSIVE|PARTIAL|NOT)-[A-Za-z][A-Za-z-]*(?![\w-])/g;
const KNOWN = new Set<string>([...VERDICTS.map((verdict) => verdict.toLowerCase()), ...Object.keys(VERDICT_ALIASES)]);

export default packRule({
  id: 'DST621',
  name: 'vocabulary-disagrees',
  severity: 'error',
  summary: 'A pack that speaks of test plans and verdicts counts or names them otherwise than the formats do.',
  why: `One file of the pack says nine states and another ten, or a template offers a verdict that the taxonomy does not have.
Agents that read different files then write reports that cannot be compared, and the tool that computes verdicts agrees with none.`,
  examples: {
    failing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---

Give one of ⟦nine states: PASS-smoke, PASS-hardening, FAIL-reproducible, or ⟦PASS-strong.
`,
    passing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store.
---

Give one of ten states: PASS-smoke, PASS-hardening, FAIL-reproducible and so on. The two passing states differ.
`,
  },
  check(pack, report) {
    if (!speaksOfVerdicts(pack)) return;
    for (const skill of pack.skills)
      for (const file of skill.markdown)
        for (const text of file.texts()) {
          for (const [pattern, right, what] of COUNTS)
            for (const match of text.value.matchAll(pattern)) {
              const stated = numberOf(match[1] ?? '') ?? right;
              if (stated === right || stated < SMALLEST) continue;
              report({
                source: file.source,
                range: text.source(match.index, match.index + match[0].length),
                message: `"${match[0]}", and there are ${inWords(right)} ${what}`,
                help: `write "${inWords(right)}"`,
                subject: `${file.path}/vocabulary/${what}`,
              });
            }
          for (const match of text.value.matchAll(VERDICT)) {
            if (KNOWN.has(match[0].toLowerCase()) || !/[a-z]/.test(match[0])) continue;
            const near = nearest(match[0], VERDICTS);
            report({
              source: file.source,
              range: text.source(match.index, match.index + match[0].length),
              message: `${match[0]} is no verdict`,
              help: near === undefined ? `the verdicts are ${VERDICTS.join(', ')}` : `write ${near}`,
              subject: `${file.path}/vocabulary/${match[0]}`,
            });
          }
        }
  },
});

function speaksOfVerdicts(pack: Pack): boolean {
  const seen = new Set<string>();
  for (const { markdown } of pack.skills)
    for (const { source } of markdown)
      for (const verdict of VERDICTS) if (verdict !== 'NOT-RUN' && source.text.includes(verdict)) seen.add(verdict);
  return seen.size >= ENOUGH;
}
