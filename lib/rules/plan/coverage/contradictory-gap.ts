import { planRule } from '../../rule.js';
import { isMissing, isPlaceholder } from '../support.js';
import { rowName } from './invalid-matrix-verdict.js';

export default planRule({
  id: 'DST141',
  name: 'contradictory-gap',
  severity: 'warning',
  summary: 'A matrix row is `covered` and has a gap kind, or is not covered and has none.',
  why: `Verdict and gap kind are two views of one judgement. Where they contradict each other one of them was not updated, and
whoever plans the work by one of the columns leaves out what the other one shows.`,
  examples: {
    failing: `## 5. Coverage matrix

| Claim | Hypothesis | Existing tests | Verdict | Gap kind | Recommended scenario |
|---|---|---|---|---|---|
| C1 | H1 | \`TestA\` | ⟦covered⟧ | shallow test | — |
| C2 | H2 | none | ⟦not covered⟧ | — | S2 |
`,
    passing: `## 5. Coverage matrix

| Claim | Hypothesis | Existing tests | Verdict | Gap kind | Recommended scenario |
|---|---|---|---|---|---|
| C1 | H1 | \`TestA\` | covered | — | — |
| C2 | H2 | none | not covered | no test | S2 |
`,
  },
  check(plan, report) {
    for (const { row, verdict, gap, summary } of plan.matrix) {
      if (summary || verdict?.value === undefined || gap === undefined || isPlaceholder(gap.text)) continue;
      const none = isMissing(gap.text) || /^\W*none\W*$/i.test(gap.text.value);
      if (none === (verdict.value === 'covered')) continue;
      report({
        range: verdict.text.visible,
        message: none
          ? `${rowName(row.cells)} is ${verdict.value} and has no gap kind`
          : `${rowName(row.cells)} is covered, and its gap is "${gap.text.value.trim().slice(0, 40)}"`,
        help: none ? 'say what is missing, in the words of the legend' : 'write "partial", or a dash for the gap',
        subject: `§5/${rowName(row.cells)}/gap`,
      });
    }
  },
});
