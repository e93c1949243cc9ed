import { sectionName } from '../../../plan/sections.js';
import { SECTION_KEYS, SECTIONS, sectionSpec } from '../../../vocabulary/sections.js';
import { planRule } from '../../rule.js';
import { headPlace } from '../support.js';

export default planRule({
  id: 'DST107',
  name: 'missing-section',
  severity: 'error',
  summary: 'A section that a plan of this mode needs is missing.',
  why: `Each section holds one step of the argument, and the missing one is where the hole is: without §7c every uncovered
threat is silent, without §4 nobody can say which failures the scenarios are after. "There is nothing" is an answer, and it
needs a place where a reviewer can disagree with it.`,
  examples: {
    failing: `## ⟦2. SUT model⟧

- **Ordering:** entries are applied in log order.

## 3. Existing test inventory
<!-- absent -->
`,
    passing: `**Plan mode:** change-scoped
**Change under test:** commit 3f2c9d1

## 3. Existing test inventory
<!-- absent -->
`,
  },
  check(plan, report, index) {
    for (const { key, required, purpose } of SECTIONS) {
      if (index.sections.has(key)) continue;
      if (required === 'project-wide' && plan.mode !== 'project-wide') continue;
      // Reported at the section behind which it should stand.
      const before = SECTION_KEYS.slice(0, SECTION_KEYS.indexOf(key)).reverse();
      const place = before.map((other) => index.sections.get(other)).find((section) => section !== undefined);
      report({
        range: place?.heading.text.visible ?? headPlace(plan),
        message: `${sectionName(key)} is missing`,
        help: `add "## ${key}. ${sectionSpec(key).title}": ${purpose}${required === 'project-wide' ? ' (a project-wide plan needs it)' : ''}`,
        subject: `§${key}`,
      });
    }
  },
});
