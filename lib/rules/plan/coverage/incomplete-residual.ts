import { planRule } from '../../rule.js';
import { idList, isMissing } from '../support.js';

export default planRule({
  id: 'DST191',
  name: 'incomplete-residual',
  severity: 'warning',
  summary: 'A residual row lacks the uncertainty, why it is uncovered, or why that is acceptable today.',
  why: `A residual row is an accepted risk. Without the reason nobody can tell "we could not" from "we did not care to", and without
"why acceptable" nobody has accepted it.`,
  examples: {
    failing: `## 7c. Residual uncertainty

| Uncertainty | Why uncovered | Why acceptable today | When to revisit |
|---|---|---|---|
| ⟦M1: request ids older than a day⟧ | no run lasts a day | ??? | when batch clients arrive |
`,
    passing: `## 7c. Residual uncertainty

| Uncertainty | Why uncovered | Why acceptable today | When to revisit |
|---|---|---|---|
| M1: request ids older than a day | no run lasts a day | clients give up after an hour | when batch clients arrive |
`,
  },
  check(plan, report) {
    for (const { row, uncertainty, why, acceptable } of plan.residuals) {
      const lacking = [
        ...(isMissing(uncertainty) ? ['what stays uncertain'] : []),
        ...(isMissing(why) ? ['why it is uncovered'] : []),
        ...(isMissing(acceptable) ? ['why that is acceptable today'] : []),
      ];
      if (lacking.length === 0) continue;
      const place = isMissing(uncertainty) ? row.cells.find((cell) => !isMissing(cell)) : uncertainty;
      report({
        range: place?.visible ?? row.range,
        message: `the residual row does not say ${idList(lacking)}`,
        help: 'fill the cell; who reads it decides whether the risk may be taken',
        subject: `§7c/${uncertainty.value.trim().slice(0, 40)}`,
      });
    }
  },
});
