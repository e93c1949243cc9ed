import { planRule } from '../../rule.js';
import { idList, isMissing } from '../support.js';

export default planRule({
  id: 'DST125',
  name: 'incomplete-inventory',
  severity: 'warning',
  summary: 'A row of the test inventory lacks the test, the invariant that it pins or the failures that it catches.',
  why: `The inventory is the left column of the coverage matrix. A row that names a test and not what its assertion would notice
lets any hypothesis be called covered by the test's name.`,
  examples: {
    failing: `## 3. Existing test inventory

| Test / harness | Subsystem | Invariant pinned | Failure modes it catches |
|---|---|---|---|
| \`⟦TestAppendRestart⟧\` | log | | n/a |
`,
    passing: `## 3. Existing test inventory

| Test / harness | Subsystem | Invariant pinned | Failure modes it catches |
|---|---|---|---|
| \`TestAppendRestart\` | log | (none — it only prints) | nothing |
`,
  },
  check(plan, report) {
    for (const { row, test, subsystem, invariant, catches } of plan.inventory) {
      const lacking = [
        ...(isMissing(test) ? ['the test'] : []),
        ...(subsystem !== undefined && isMissing(subsystem) ? ['its subsystem'] : []),
        ...(isMissing(invariant) ? ['the invariant that it pins'] : []),
        ...(isMissing(catches) ? ['the failures that it catches'] : []),
      ];
      if (lacking.length === 0) continue;
      const name = test.value.trim();
      report({
        range: (isMissing(test) ? row.cells.find((cell) => !isMissing(cell)) : test)?.visible ?? row.range,
        message: `the inventory row ${name === '' ? '' : `of ${name.slice(0, 40)} `}lacks ${idList(lacking)}`,
        help: 'say what the assertion would notice; "nothing" is an answer',
        subject: `§3/${name.slice(0, 40)}`,
      });
    }
  },
});
