import type { Plan } from '../../../plan/model.js';
import { sectionName } from '../../../plan/sections.js';
import { sectionSpec, type SectionKey } from '../../../vocabulary/sections.js';
import { planRule } from '../../rule.js';
import { isEmptySection } from '../support.js';

/** What a section must hold, beyond any text at all. */
const HOLDS: Readonly<Partial<Record<SectionKey, readonly [thing: string, count: (plan: Plan) => number]>>> = {
  '1b': ['no claims table', (plan) => plan.claims.length],
  '3': ['no row of the inventory', (plan) => plan.inventory.length],
  '4': ['no hypothesis', (plan) => plan.hypotheses.length],
  '5': ['no row of the matrix', (plan) => plan.matrix.length],
  '6': ['no technique', (plan) => plan.techniques.length],
  '6b': ['no requirement', (plan) => plan.requirements.length],
  '7': ['no scenario', (plan) => plan.scenarios.length],
  '7b': ['no row of the argument', (plan) => plan.adequacy.length],
};

export default planRule({
  id: 'DST109',
  name: 'empty-section',
  severity: 'error',
  summary: 'A section is empty, holds filler only, or lacks the table or list that it is for.',
  why: `A heading makes the outline look complete. Below it has to stand what the step is made of: rows and numbered items
that scenarios, verdicts and reports can refer to. Prose in the place of the claims table means that no verdict is ever
about a particular promise.`,
  examples: {
    failing: `## ⟦8. What this plan does NOT cover⟧

???

## ⟦9. Open questions / followups⟧
`,
    passing: `## 8. What this plan does NOT cover

- The web console.
`,
  },
  check(plan, report, index) {
    for (const section of plan.sections) {
      const empty = isEmptySection(section);
      const holds = index.sections.get(section.key) === section ? HOLDS[section.key] : undefined;
      if (!empty && (holds === undefined || holds[1](plan) > 0)) continue;
      // An inventory and a matrix are for project-wide plans; another plan may keep prose there.
      if (!empty && plan.mode !== 'project-wide' && sectionSpec(section.key).required === 'project-wide') continue;
      report({
        range: section.heading.text.visible,
        message: `${sectionName(section.key)} ${empty ? 'is empty' : `holds ${holds?.[0] ?? 'nothing'}`}`,
        help: `it is for ${sectionSpec(section.key).purpose}; where there is nothing to say, say so and why`,
        subject: `§${section.key}/empty`,
      });
    }
  },
});
