import { planRule } from '../../rule.js';
import { isPlaceholder } from '../support.js';
import { rowName } from './invalid-matrix-verdict.js';

export default planRule({
  id: 'DST139',
  name: 'open-gap',
  severity: 'error',
  summary: 'A matrix row is `partial` or `not covered`, and names neither a scenario nor is given up in §7c.',
  why: `The matrix has found the gap, and then nothing happens to it. It appears in no scenario, so it is in no verdict, and in no
residual row, so nobody has said that it is acceptable.`,
  examples: {
    failing: `## 5. Coverage matrix

| Claim | Hypothesis | Existing tests | Verdict | Gap kind | Recommended scenario |
|---|---|---|---|---|---|
| ⟦C1⟧ | H1 | \`TestA\` | partial | shallow test | — |
`,
    passing: `## 5. Coverage matrix

| Claim | Hypothesis | Existing tests | Verdict | Gap kind | Recommended scenario |
|---|---|---|---|---|---|
| M1 | H3 | none | not covered | no test | none, see §7c |
`,
  },
  check(plan, report, index) {
    for (const { row, claims, hypotheses, verdict, scenarios, scenarioText, summary } of plan.matrix) {
      if (summary || (verdict?.value !== 'partial' && verdict?.value !== 'not covered')) continue;
      if (scenarios.length > 0 || isPlaceholder(scenarioText)) continue;
      const ids = [...claims, ...hypotheses].map(({ id }) => id);
      if (ids.some((id) => index.residualsOf.has(id))) continue;
      report({
        range: row.cells.find((cell) => !cell.isBlank)?.visible ?? row.range,
        message: `${ids.join(' × ') || 'the row'} is ${verdict.value}, and no scenario closes it`,
        help: 'name the scenario, or give the gap a row in §7c',
        subject: `§5/${rowName(row.cells)}/scenario`,
      });
    }
  },
});
