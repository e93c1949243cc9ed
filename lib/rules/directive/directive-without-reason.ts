import { saysNothing } from '../../lint/directives.js';
import { directiveRule } from '../rule.js';

export default directiveRule({
  id: 'DST005',
  name: 'directive-without-reason',
  severity: 'error',
  soundness: true,
  summary: 'A comment that disables a rule gives no reason, so it disables nothing.',
  why: `A disabled rule is a hole in the argument for shipping. With its reason beside it, a reviewer can judge whether the
hole matters; without one, nobody can tell a considered exception from a finding that was in somebody's way, and the
exception outlives whatever once justified it.`,
  examples: {
    failing: `## 8. What this plan does NOT cover

⟦<!-- dst-disable-next-line long-summary -->⟧

- The web console.
`,
    passing: `## 8. What this plan does NOT cover

<!-- The console's owners test it: see their plan. -->

- The web console.
`,
  },
  check(uses, report) {
    for (const { directive } of uses) {
      if (directive.form === undefined || directive.form === 'enable' || !saysNothing(directive.reason)) continue;
      report({
        range: directive.range,
        message:
          directive.reason === ''
            ? `${directive.keyword} gives no reason, so it disables nothing`
            : `the reason of ${directive.keyword} says nothing ('${directive.reason}'), so it disables nothing`,
        help: `say behind " -- " why the finding may stand: <!-- ${directive.keyword} ${directive.names.map(({ text }) => text).join(' ') || '<rule>'} -- <reason> -->`,
        subject: `directive/${directive.names.map(({ text }) => text).join(',')}`,
      });
    }
  },
});
