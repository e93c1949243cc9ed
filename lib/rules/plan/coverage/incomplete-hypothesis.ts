import { planRule } from '../../rule.js';
import { isMissing, isPlaceholder } from '../support.js';

/** Labels of the fields below a hypothesis: what stands behind them is no statement. */
const FIELD =
  /^\W*(?:could (?:falsify|regress|violate|break)|falsifies|suspected(?: because)?|because|subsystem|component|claims?)\b[^:]{0,20}:/i;

export default planRule({
  id: 'DST133',
  name: 'incomplete-hypothesis',
  severity: 'error',
  summary: 'A hypothesis does not say what goes wrong.',
  why: `A hypothesis is a mechanism: what happens in which order, and what a client then sees. "H4: export" names a place. Nobody
can design a fault for it, and any scenario that touches exports seems to close it.`,
  examples: {
    failing: `## 4. Failure-mode hypotheses

⟦H1⟧. **Export**
   - Could falsify: C4
   - Suspected because: the job filters by prefix
   - Subsystem: export
`,
    passing: `## 4. Failure-mode hypotheses

H1. **Export shows foreign rows** — the nightly job runs without the caller's token.
   - Could falsify: C4
`,
  },
  check(plan, report) {
    for (const { id, idRange, title, text, withdrawn } of plan.hypotheses) {
      if (withdrawn || isPlaceholder(title) || isPlaceholder(text)) continue;
      const says = text.value
        .split('\n')
        .filter((line) => !FIELD.test(line) && !isMissing(line))
        .join(' ');
      const words = says.match(/[\p{L}\d][\p{L}\d_'’-]*/gu)?.length ?? 0;
      if (words >= 3) continue;
      report({
        range: idRange,
        message:
          words === 0
            ? `${id} has neither title nor statement`
            : `${id} names a topic ("${says.trim().slice(0, 40)}") and no mechanism`,
        help: 'say what happens in which order, and what a client then observes',
        subject: id,
      });
    }
  },
});
