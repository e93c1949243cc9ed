import type { Range } from '../../../document/source.js';
import { planRule } from '../../rule.js';

interface Definition {
  readonly id: string;
  readonly range: Range;
  readonly says: string;
}

export default planRule({
  id: 'DST116',
  name: 'duplicate-id',
  severity: 'error',
  summary: 'Two claims, missing claims, hypotheses, scenarios or techniques have one id.',
  why: `A reference to the id means one of the two, and nobody can say which. The verdict of the scenario that falsifies "C7" is
then taken as evidence for the other C7, which nothing tests; the coverage tables look full.`,
  examples: {
    failing: `## 1c. Missing claims discovered

| ID | Behavior the code relies on | Source / evidence | Suggested action |
|---|---|---|---|
| M1 | Request ids are remembered for a day. | \`dedup.go\` | document it |
| ⟦M01⟧ | Clocks differ by less than a second. | \`lease.go\` | document it |
`,
    passing: `## 1c. Missing claims discovered

| ID | Behavior the code relies on | Source / evidence | Suggested action |
|---|---|---|---|
| M1 | Request ids are remembered for a day. | \`dedup.go\` | document it |
| M2 | Clocks differ by less than a second. | \`lease.go\` | document it |
`,
  },
  check(plan, report) {
    const families: readonly (readonly Definition[])[] = [
      plan.claims.map(({ id, idRange, statement }) => ({ id, range: idRange, says: statement.value })),
      plan.missingClaims.map(({ id, idRange, behavior }) => ({ id, range: idRange, says: behavior.value })),
      // The same hypothesis may stand in a list and, once more, in a table.
      plan.hypotheses.map(({ id, idRange, title }) => ({ id, range: idRange, says: title })),
      plan.scenarios.map(({ id, idRange, name }) => ({ id, range: idRange, says: name })),
      plan.techniques.flatMap(({ id, range, name }) => (id === undefined ? [] : [{ id, range, says: name }])),
    ];
    for (const [i, family] of families.entries()) {
      const first = new Map<string, Definition>();
      for (const item of family) {
        const before = first.get(item.id);
        if (before === undefined) {
          first.set(item.id, item);
          continue;
        }
        if (i === 2 && normal(before.says) === normal(item.says)) continue;
        report({
          range: item.range,
          message: `${item.id} is defined twice`,
          help: 'give this one the next free number, and check which of the two each reference means',
          related: [{ range: before.range, message: `${item.id} is defined here, too` }],
          subject: item.id,
        });
      }
    }
  },
});

function normal(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}
