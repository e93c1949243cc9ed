import { saysNothing } from '../../lint/directives.js';
import { directiveRule } from '../rule.js';

export default directiveRule({
  id: 'DST007',
  name: 'directive-unused',
  severity: 'warning',
  summary: 'A comment disables a rule that reports nothing there.',
  why: `What it excused has been mended, or it never stood at the right place. Left in, it waits for the next, different
fault at that line and hides it without anyone having decided so.`,
  examples: {
    failing: `## 8. What this plan does NOT cover

<!-- dst-disable-next-line ⟦duplicate-section⟧ -- two drafts were merged, the second one is history -->

- The web console.
`,
    passing: `## 8. What this plan does NOT cover

- The web console.

<!-- dst-disable-next-line duplicate-section -- two drafts were merged, the second one is history -->

## 8. What this plan does NOT cover

- Billing.
`,
  },
  check(uses, report) {
    for (const { directive, expired, suppressed, off } of uses) {
      const { form, until, reason, names, keyword } = directive;
      if (form === undefined || form === 'enable' || expired || until?.valid === false || saysNothing(reason)) continue;
      for (const { rule, range } of names) {
        if (rule === undefined || rule.soundness === true || suppressed.has(rule.id) || off.has(rule.id)) continue;
        report({
          range,
          message: `${keyword} disables ${rule.id} ${rule.name}, which reports nothing there`,
          help: 'delete it',
          subject: `directive/${rule.id}`,
        });
      }
    }
  },
});
