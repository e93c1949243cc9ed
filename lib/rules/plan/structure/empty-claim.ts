import { planRule } from '../../rule.js';
import { isMissing, isPlaceholder } from '../support.js';

export default planRule({
  id: 'DST121',
  name: 'empty-claim',
  severity: 'error',
  summary: 'A claim promises nothing: its statement is empty, filler or a single word.',
  why: `"Durability" is a topic, not a promise. A scenario can only falsify a sentence that says what must hold, for whom and
after what; without it every outcome of the run is compatible with the claim.`,
  examples: {
    failing: `## 1b. Claims under test

| ID | Claim | Category | Source | Inferred? |
|---|---|---|---|---|
| ⟦C1⟧ | Durability | durability | docs/guarantees.md | no |
| ⟦C2⟧ | | safety | docs/guarantees.md | no |
`,
    passing: `## 1b. Claims under test

| ID | Claim | Category | Source | Inferred? |
|---|---|---|---|---|
| C1 | An acknowledged append survives a crash. | durability | docs/guarantees.md | no |
`,
  },
  check(plan, report) {
    for (const { id, idRange, statement, withdrawn } of plan.claims) {
      const value = statement.value.trim();
      if (withdrawn || isPlaceholder(value)) continue;
      if (!isMissing(value) && /[\p{L}\d]\S*\s+\S*[\p{L}\d]/u.test(value)) continue;
      report({
        range: idRange,
        message: isMissing(value) ? `${id} has no statement` : `${id} ("${value}") is a topic, not a promise`,
        help: 'say what holds, for whom and after what: "an acknowledged append survives the crash of any one node"',
        subject: id,
      });
    }
  },
});
