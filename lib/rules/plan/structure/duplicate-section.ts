import { sectionName } from '../../../plan/sections.js';
import { planRule } from '../../rule.js';

export default planRule({
  id: 'DST111',
  name: 'duplicate-section',
  severity: 'error',
  summary: 'A section stands twice.',
  why: `A reader and a tool that look a section up find one of the two; what stands in the other is not part of the
argument any more. It happens when a plan is merged from two drafts, and it usually is the older text that wins.`,
  examples: {
    failing: `## 8. What this plan does NOT cover

- The web console.

## ⟦8. What this plan does NOT cover⟧

- Billing.
`,
    passing: `## 8. What this plan does NOT cover

- The web console.
- Billing.
`,
  },
  check(plan, report, index) {
    for (const section of plan.sections) {
      const first = index.sections.get(section.key);
      if (first === undefined || first === section) continue;
      report({
        range: section.heading.text.visible,
        message: `${sectionName(section.key)} stands twice`,
        help: 'merge the two, and delete one heading',
        related: [{ range: first.heading.text.visible, message: 'the first one is here' }],
        subject: `§${section.key}`,
      });
    }
  },
});
