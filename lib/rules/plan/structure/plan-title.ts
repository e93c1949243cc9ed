import { planRule } from '../../rule.js';
import { headPlace, isMissing } from '../support.js';

export default planRule({
  id: 'DST100',
  name: 'plan-title',
  severity: 'warning',
  summary: 'The plan has no title of the form `# Test Plan: <slug>`.',
  why: `The slug is how everything else speaks of the plan: skeletons name it in their AUTO-GENERATED header, a session
records it, and a report's title repeats it. Without it a verdict cannot be traced back to the text that it judges.`,
  examples: {
    failing: `# ⟦Testing ledgerd⟧
`,
    passing: `# Test Plan: ledgerd-transfers
`,
  },
  check(plan, report) {
    const { title } = plan;
    if (title?.slug !== undefined && !isMissing(title.slug)) return;
    report({
      range: headPlace(plan),
      message:
        title === undefined
          ? 'the plan has no title'
          : title.slug === undefined
            ? `the title "${title.text.value.trim().slice(0, 60)}" does not name the plan's slug`
            : `"${title.slug}" is no slug`,
      help: 'write "# Test Plan: " and a short name in kebab-case as the first line',
      subject: 'title',
    });
  },
});
