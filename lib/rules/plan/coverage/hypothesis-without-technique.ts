import { planRule } from '../../rule.js';

export default planRule({
  id: 'DST147',
  name: 'hypothesis-without-technique',
  severity: 'warning',
  summary: 'No technique of §6 addresses a hypothesis.',
  why: `A scenario closes the hypothesis, but nobody has argued that its technique can see this kind of failure. That is how a crash
test comes to "close" a fairness hypothesis.`,
  examples: {
    failing: `## 6. Technique selection

### Crash and recovery testing

- **Hypotheses it addresses:** H2–H5
- **Reference:** \`references/crash-recovery-and-upgrade.md\`

## 4. Failure-mode hypotheses

⟦H1⟧. **Acknowledged append lost on crash** — the leader answers early. Could falsify: C1
`,
    passing: `## 6. Technique selection

### Crash and recovery testing

- **Hypotheses it addresses:** H1–H4; supports H5
- **Reference:** \`references/crash-recovery-and-upgrade.md\`
`,
  },
  check(plan, report) {
    // Techniques without hypotheses are DST145's.
    const addressed = new Set(plan.techniques.flatMap(({ hypotheses }) => hypotheses.map(({ id }) => id)));
    if (addressed.size === 0) return;
    for (const { id, idRange, withdrawn } of plan.hypotheses) {
      if (withdrawn || addressed.has(id)) continue;
      report({
        range: idRange,
        message: `no technique addresses ${id}`,
        help: `add ${id} to the technique of §6 that can show it`,
        subject: id,
      });
    }
  },
});
