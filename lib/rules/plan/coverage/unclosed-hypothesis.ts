import { planRule } from '../../rule.js';
import { coveredIds } from '../support.js';

export default planRule({
  id: 'DST134',
  name: 'unclosed-hypothesis',
  severity: 'error',
  summary:
    'A hypothesis is closed by no scenario, and neither a residual row nor a covered matrix row accounts for it.',
  why: `Somebody thought of this failure and nobody tests it. After the run the coverage summary has no line for it, so the report
cannot even say that it is open; it is the gap that the next incident is named after.`,
  examples: {
    failing: `### Scenario S2: reads_stay_linearizable_while_the_leader_is_isolated

- **Falsifies if it FAILs:** C2, C5
- **Closes:** H2

## 4. Failure-mode hypotheses

H1. **Acknowledged append lost on crash** — the leader answers early. Could falsify: C1

⟦H5⟧. **No leader after majority loss heals** — equal timeouts split every vote. Could falsify: C5
`,
    passing: `## 4. Failure-mode hypotheses

H1. **Acknowledged append lost on crash** — the leader answers early. Could falsify: C1

H9. **Clock jumps back** — leases live longer. Could falsify: C5

## 7c. Residual uncertainty

| Uncertainty | Why uncovered | Why acceptable today | When to revisit |
|---|---|---|---|
| H9 is not tested | no clock control | leases do not use wall-clock time | when leases do |
`,
  },
  check(plan, report, index) {
    if (plan.scenarios.length === 0) return;
    const covered = coveredIds(plan);
    for (const { id, idRange, withdrawn } of plan.hypotheses) {
      if (withdrawn || index.closedBy.has(id) || index.residualsOf.has(id) || covered.has(id)) continue;
      report({
        range: idRange,
        message: `${id} is closed by no scenario`,
        help: `name ${id} in the "Closes" field of a scenario, or give it a row in §7c`,
        subject: id,
      });
    }
  },
});
