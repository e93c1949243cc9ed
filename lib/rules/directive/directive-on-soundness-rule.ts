import { directiveRule } from '../rule.js';

export default directiveRule({
  id: 'DST009',
  name: 'directive-on-soundness-rule',
  severity: 'error',
  soundness: true,
  summary: 'A comment tries to disable a rule that guards the soundness of a verdict.',
  why: `Some rules hold up what PASS means: without the checker, the history, or the proof that the fault happened, a
green verdict is no evidence at all. Such a rule has no exceptions that a comment could grant. If the finding is right,
the plan lacks an argument; if it is wrong, the rule has a defect that should be reported.`,
  examples: {
    failing: `## 8. What this plan does NOT cover

<!-- dst-disable-file ⟦DST170⟧ -- the team has no time for models in this release -->

- The web console.
`,
    passing: `## 8. What this plan does NOT cover

<!-- DST170 holds for every scenario of this plan. -->

- The web console.
`,
  },
  check(uses, report) {
    for (const { directive } of uses) {
      if (directive.form === undefined || directive.form === 'enable') continue;
      for (const { rule, range } of directive.names) {
        if (rule?.soundness !== true) continue;
        report({
          range,
          message: `${rule.id} ${rule.name} guards the soundness of verdicts and cannot be disabled`,
          help: `mend what ${rule.id} reports; if it reports something that is right, that is a defect worth an issue`,
          subject: `directive/${rule.id}`,
        });
      }
    }
  },
});
