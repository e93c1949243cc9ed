import { nearest } from '../../../cli/nearest.js';
import { GAP_KINDS } from '../../../vocabulary/matrix.js';
import { planRule } from '../../rule.js';
import { isMissing, isPlaceholder, takesBack } from '../support.js';
import { rowName } from './invalid-matrix-verdict.js';

export default planRule({
  id: 'DST138',
  name: 'invalid-gap-kind',
  severity: 'warning',
  fixable: true,
  summary: 'A gap kind of the coverage matrix is outside the legend.',
  why: `The kind of a gap says what closes it: a missing test needs a scenario, a weak oracle a checker, a missing fault variant a
nemesis. "some gap" says that there is work and not which, and gaps of one kind can no longer be counted.`,
  examples: {
    failing: `## 5. Coverage matrix

| Claim | Hypothesis | Existing tests | Verdict | Gap kind | Recommended scenario |
|---|---|---|---|---|---|
| C1 | H1 | \`TestA\` | partial | ⟦some gap⟧ | S1 |
`,
    passing: `## 5. Coverage matrix

| Claim | Hypothesis | Existing tests | Verdict | Gap kind | Recommended scenario |
|---|---|---|---|---|---|
| C1 | H1 | \`TestA\` | partial | no fault-injection variant (kill -9) | S1 |
| C2 | H2 | \`TestB\` | covered | — | — |
`,
  },
  check(plan, report) {
    for (const { row, gap, summary } of plan.matrix) {
      if (summary || gap === undefined || isMissing(gap.text) || isPlaceholder(gap.text)) continue;
      const value = gap.text.value.trim();
      if (gap.value !== undefined && !takesBack(value.slice(gap.value.length))) continue;
      if (/^none\W*$/i.test(value)) continue;
      const meant = nearest(value.toLowerCase().replace(/\s+/g, ' '), GAP_KINDS);
      report({
        range: gap.text.visible,
        message: `"${value.slice(0, 50)}" is no gap kind`,
        help: `${meant === undefined ? 'write' : `did you mean "${meant}"? It is`} one of ${GAP_KINDS.join(', ')}; a remark may follow in brackets`,
        ...(meant !== undefined && gap.value === undefined ? { fix: [{ range: gap.text.visible, text: meant }] } : {}),
        subject: `§5/${rowName(row.cells)}/gap`,
      });
    }
  },
});
