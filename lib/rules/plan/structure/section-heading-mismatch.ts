import { sectionByTitle, sectionName } from '../../../plan/sections.js';
import { sectionSpec } from '../../../vocabulary/sections.js';
import { planRule } from '../../rule.js';

export default planRule({
  id: 'DST110',
  name: 'section-heading-mismatch',
  severity: 'error',
  summary: "A section's heading has the number of one section and the title of another.",
  why: `People look sections up by title, tools and other documents by number ("see §7c"). Where the two disagree, what one of
them finds is the wrong text: residual risks are read as the adequacy argument.`,
  examples: {
    failing: `## ⟦8. Residual uncertainty⟧

- The web console.
`,
    passing: `## 8. Out of scope (on purpose)

- The web console.
`,
  },
  check(plan, report) {
    for (const section of plan.sections) {
      if (section.titleMatches) continue;
      const meant = sectionByTitle(section.title);
      if (meant === undefined) continue;
      report({
        range: section.heading.text.visible,
        message: `the heading says §${section.key}, and its title is that of ${sectionName(meant)}`,
        help: `write "${section.key}. ${sectionSpec(section.key).title}" or "${meant}. ${sectionSpec(meant).title}"`,
        subject: `§${section.key}/heading`,
      });
    }
  },
});
