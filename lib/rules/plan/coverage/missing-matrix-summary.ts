import { sectionName } from '../../../plan/sections.js';
import { planRule } from '../../rule.js';
import { sectionPlace } from '../support.js';

const MOST_CLAIMS = 50;
const MOST_HYPOTHESES = 100;

export default planRule({
  id: 'DST144',
  name: 'missing-matrix-summary',
  severity: 'warning',
  summary: 'A matrix past 50 claims or 100 hypotheses has no per-claim summary before it.',
  why: `Nobody reads three hundred rows. The summary has one row a claim with its verdict rolled up; without it the weakest claim is
as hard to find as the strongest.`,
  examples: {
    failing: `## 1b. Claims under test

| ID | Claim | Category | Source | Inferred? |
|---|---|---|---|---|
${Array.from({ length: 51 }, (_, i) => `| C${i + 1} | Promise number ${i + 1} holds after a crash. | durability | docs | no |`).join('\n')}

## ⟦5. Coverage matrix⟧

| Claim | Hypothesis | Existing tests | Verdict | Gap kind | Recommended scenario |
|---|---|---|---|---|---|
| C1–C51 | H1 | none | not covered | no test | S1 |
`,
    passing: `## 1b. Claims under test

| ID | Claim | Category | Source | Inferred? |
|---|---|---|---|---|
${Array.from({ length: 51 }, (_, i) => `| C${i + 1} | Promise number ${i + 1} holds after a crash. | durability | docs | no |`).join('\n')}

## 5. Coverage matrix

### 5a. Per-claim summary

| Claim | Verdict | Worst gap |
|---|---|---|
| C1–C51 | not covered | no test |

### 5b. Detail

| Claim | Hypothesis | Existing tests | Verdict | Gap kind | Recommended scenario |
|---|---|---|---|---|---|
| C1–C51 | H1 | none | not covered | no test | S1 |
`,
  },
  check(plan, report, index) {
    if (plan.matrix.length === 0 || plan.matrix.some(({ summary }) => summary)) return;
    if (plan.claims.length <= MOST_CLAIMS && plan.hypotheses.length <= MOST_HYPOTHESES) return;
    report({
      range: sectionPlace(plan, index, '5'),
      message: `${sectionName('5')} has no per-claim summary, for ${plan.claims.length} claims and ${plan.hypotheses.length} hypotheses`,
      help: 'put a table with one row a claim before it: claim, rolled-up verdict, worst gap, scenarios',
      subject: '§5/summary',
    });
  },
});
