import { planRule } from '../../rule.js';
import { idList, isMissing } from '../support.js';

export default planRule({
  id: 'DST148',
  name: 'incomplete-technique',
  severity: 'warning',
  summary: 'A technique does not say what it catches that the others miss, or what it costs.',
  why: `What only this technique sees is the reason to have it; what it costs decides whether it is run twice. Without both the first
one to be dropped under time pressure is the one that would have found the bug.`,
  examples: {
    failing: `## 6. Technique selection

### ⟦Crash and recovery testing⟧

- **Hypotheses it addresses:** H1
- **What it would catch that other techniques miss:** ???
- **Reference:** \`references/crash-recovery-and-upgrade.md\`
`,
    passing: `## 6. Technique selection

### Crash and recovery testing

- **Hypotheses it addresses:** H1
- **What it catches:** state lost between memory and disk
- **Reference:** \`references/crash-recovery-and-upgrade.md\`
- **Cost:** a day to write, 20 minutes a run
`,
  },
  check(plan, report) {
    for (const { id, name, range, catches, cost } of plan.techniques) {
      const lacking = [
        ...(isMissing(catches) ? ['what it catches that the others miss'] : []),
        ...(isMissing(cost) ? ['what it costs'] : []),
      ];
      if (lacking.length === 0) continue;
      report({
        range,
        message: `technique ${id ?? `"${name}"`} does not say ${idList(lacking)}`,
        help: 'add "What it would catch that other techniques miss:" and "Cost / wall-clock estimate:"',
        subject: `§6/${id ?? name}`,
      });
    }
  },
});
