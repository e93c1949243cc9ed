import { planRule } from '../../rule.js';

export default planRule({
  id: 'DST155',
  name: 'no-scenarios',
  severity: 'error',
  summary: 'The section of scenarios holds none.',
  why: `Claims and hypotheses are tested by nothing but scenarios. A plan whose §7 holds prose, a table of ideas or an
example in a fence has nothing that can run, so nothing in it can fail; a report over such a plan is green because it
is empty.`,
  examples: {
    failing: `## ⟦7. Scenarios⟧

The scenarios are kept in the team's wiki.
`,
    passing: `## 7. Scenarios

### Scenario S1: acknowledged_appends_survive_crash_of_any_node

- **Falsifies if it FAILs:** C1
`,
  },
  check(plan, report, index) {
    const section = index.sections.get('7');
    if (section === undefined || plan.scenarios.length > 0) return;
    report({
      range: section.heading.text.visible,
      message: '§7 holds no scenario, so nothing in this plan can fail',
      help: 'add one "### Scenario S1: name_of_the_claim" for each claim and threat, with its fields',
      subject: '§7',
    });
  },
});
