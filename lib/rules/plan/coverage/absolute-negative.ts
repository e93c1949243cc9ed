import type { Text } from '../../../document/text.js';
import { ABSOLUTES } from '../../../vocabulary/absolutes.js';
import { planRule } from '../../rule.js';

/** A negation in the clause before the wording, or somebody else's belief. */
const NEGATED =
  /\b(?:not|no|never|nothing|nobody|none|neither|nor|without|hardly|rather than|instead of|far from)\b[^.;:]{0,60}$|n['’]t\b[^.;:]{0,60}$/i;

/** How far back negations and quotation marks are looked for, and how many wordings of one sentence are looked at. */
const LOOK_BACK = 2000;
const MOST_TRIES = 60;

export default planRule({
  id: 'DST194',
  name: 'absolute-negative',
  severity: 'error',
  summary: 'The confidence statement promises what no finite test can show.',
  why: `"An acknowledged write cannot be lost" is a statement about all executions; the run has seen some. Stakeholders quote this
paragraph, and the first incident then disproves not the scenario but the people who wrote it. "Not observed under the tested
threats" is as strong as the evidence and stays true.`,
  examples: {
    failing: `## 7d. Confidence statement

An acknowledged write ⟦cannot be lost⟧. The suite ⟦proves⟧ that reads are linearizable.
`,
    passing: `## 7d. Confidence statement

No acknowledged write was lost under the tested threats. A pass does not prove that reads are linearizable, and we cannot say
anything about power loss. Nobody should read it as "data cannot be lost".
`,
  },
  check(plan, report) {
    const prose = plan.confidence?.prose.value ?? '';
    if (!ABSOLUTES.some(({ pattern }) => prose.search(pattern) !== -1)) return;
    for (const sentence of plan.confidence?.sentences ?? []) {
      const taken: number[] = [];
      let tries = 0;
      for (const { pattern, instead, negatable } of ABSOLUTES) {
        for (const match of sentence.value.matchAll(pattern)) {
          if (tries++ >= MOST_TRIES) break;
          const end = match.index + match[0].length;
          const before = sentence.value.slice(Math.max(0, match.index - LOOK_BACK), match.index);
          if (quoted(sentence, match.index, end) || (negatable && NEGATED.test(before))) continue;
          if (BELIEF.test(before) || taken.some((at) => Math.abs(at - match.index) < 4)) continue;
          taken.push(match.index);
          report({
            range: sentence.source(match.index, end),
            message: `the confidence statement says "${match[0].replace(/\s+/g, ' ')}", which no finite test can show`,
            help: `write ${instead}`,
            subject: `§7d/${match[0].toLowerCase().replace(/\s+/g, ' ')}`,
          });
        }
      }
    }
  },
});

/** `nothing shows that writes cannot be lost`, `should not believe that …`. */
const BELIEF =
  /\b(?:not|nothing|nobody|no one|neither|nor)\b[^.;:]{0,80}\b(?:that|believe|conclude|claim|mean|means|imply|implies|show|shows|say|says)\b[^.;:]{0,60}$/i;

/** True inside quotation marks or a code span: words that are spoken of. */
function quoted(text: Text, start: number, end: number): boolean {
  if (text.isMarked('code', start, end)) return true;
  const before = text.value.slice(Math.max(0, start - LOOK_BACK), start);
  const straight = before.split('"').length - 1;
  return straight % 2 === 1 || before.lastIndexOf('“') > before.lastIndexOf('”');
}
