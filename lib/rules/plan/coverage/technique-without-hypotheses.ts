import { planRule } from '../../rule.js';
import { isPlaceholder } from '../support.js';

export default planRule({
  id: 'DST145',
  name: 'technique-without-hypotheses',
  severity: 'error',
  summary: 'A technique names no hypothesis that it addresses.',
  why: `A technique is chosen because of a failure that only it can see. "Fuzzing" without a hypothesis is bought because it is known,
and nobody notices that the failures at hand (a lost acknowledgement, a stale read) are invisible to it.`,
  examples: {
    failing: `## 6. Technique selection

### Crash and recovery testing

- **Hypotheses it addresses:** ⟦all of them⟧
- **Reference:** \`references/crash-recovery-and-upgrade.md\`
`,
    passing: `## 6. Technique selection

### Crash and recovery testing

- **Hypotheses addressed:** H1–H3; and torn writes in general.
- **Reference:** \`references/crash-recovery-and-upgrade.md\`
`,
  },
  check(plan, report) {
    for (const { id, name, range, hypotheses, hypothesesField } of plan.techniques) {
      if (hypotheses.length > 0 || isPlaceholder(hypothesesField)) continue;
      report({
        range: hypothesesField === undefined || hypothesesField.isBlank ? range : hypothesesField.visible,
        message: `technique ${id ?? `"${name}"`} names no hypothesis that it addresses`,
        help: 'list the hypotheses (H1, H3) that this technique can show, or drop it',
        subject: `§6/${id ?? name}/hypotheses`,
      });
    }
  },
});
