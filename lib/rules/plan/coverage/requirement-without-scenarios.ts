import { planRule } from '../../rule.js';
import { isPlaceholder, takesBack } from '../support.js';

export default planRule({
  id: 'DST149',
  name: 'requirement-without-scenarios',
  severity: 'error',
  summary: 'An environment requirement names no scenario that uses it.',
  why: `When a capability is missing on the test box, the executing agent must know which scenarios end in INCONCLUSIVE-env. A
requirement of no scenario makes it either stop the whole run or go on with scenarios whose fault can never land.`,
  examples: {
    failing: `## 6b. Environment requirements

| Requirement | Version floor | Used by scenarios | Install hint |
|---|---|---|---|
| nftables | 1.0 | ⟦some⟧ | \`apt-get install nftables\` |
`,
    passing: `## 6b. Environment requirements

| Requirement | Version floor | Used by scenarios | Install hint |
|---|---|---|---|
| nftables | 1.0 | S2 (partition) | \`apt-get install nftables\` |
| ledgerd | 2.4.0 | all | \`make\` |
`,
  },
  check(plan, report) {
    for (const { row, name, usedBy, scenarios, all } of plan.requirements) {
      if (scenarios.length > 0 || isPlaceholder(usedBy) || (all && !takesBack(usedBy?.value ?? ''))) continue;
      report({
        range: usedBy === undefined || usedBy.isBlank ? (name.isBlank ? row.range : name.visible) : usedBy.visible,
        message: `the requirement "${name.value.trim().slice(0, 40)}" names no scenario that uses it`,
        help: 'list the scenarios (S1, S4), or write "all"',
        subject: `§6b/${name.value.trim().slice(0, 40)}`,
      });
    }
  },
});
