import { planRule } from '../../rule.js';
import { isMissing, isPlaceholder } from '../support.js';
import { rowName } from './invalid-matrix-verdict.js';

export default planRule({
  id: 'DST140',
  name: 'covered-without-test',
  severity: 'error',
  summary: 'A matrix row is `covered` and names no existing test.',
  why: `"covered" takes a hypothesis out of the plan: no scenario has to close it. If no test stands behind the word, the failure is
tested by nobody and marked as done.`,
  examples: {
    failing: `## 5. Coverage matrix

| Claim | Hypothesis | Existing tests | Verdict | Gap kind | Recommended scenario |
|---|---|---|---|---|---|
| C1 | H1 | none | ⟦covered⟧ | — | — |
`,
    passing: `## 5. Coverage matrix

| Claim | Hypothesis | Existing tests | Verdict | Gap kind | Recommended scenario |
|---|---|---|---|---|---|
| C1 | H1 | \`TestAppendRestart\` | covered | — | — |
`,
  },
  check(plan, report) {
    for (const { row, existing, verdict } of plan.matrix) {
      if (verdict?.value !== 'covered' || existing === undefined || isPlaceholder(existing)) continue;
      if (
        !isMissing(existing) &&
        !/^\W*(?:none|no tests?|nothing)(?:\W*$|\s*(?:yet|so far|today|[(—–-]))/i.test(existing.value)
      )
        continue;
      report({
        range: verdict.text.visible,
        message: `${rowName(row.cells)} is covered, and no existing test is named`,
        help: 'name the test whose assertion would notice it, or write "not covered" and a scenario',
        subject: `§5/${rowName(row.cells)}/existing`,
      });
    }
  },
});
