import { directiveRule } from '../rule.js';

export default directiveRule({
  id: 'DST008',
  name: 'directive-expired',
  severity: 'error',
  soundness: true,
  summary: "The last day of a comment that disables a rule is over, so the rule's findings count again.",
  why: `\`until=\` is a promise that somebody comes back. When the day is over, either the finding has been mended and the
comment can go, or the exception has to be decided again by the people who own it; letting it run on would make every
temporary exception a permanent one.`,
  examples: {
    failing: `## 8. What this plan does NOT cover

<!-- dst-disable-file long-summary ⟦until=2020-06-30⟧ owner=storage -- the picture is redrawn with the next release -->

- The web console.
`,
    passing: `## 8. What this plan does NOT cover

<!-- dst-disable-file long-summary until=2999-12-31 owner=storage -- the picture is redrawn with the next release -->

- The web console.
`,
  },
  check(uses, report) {
    for (const { directive, expired } of uses) {
      const { until, keyword, owner, names } = directive;
      if (!expired || until === undefined) continue;
      const whose = owner === undefined ? 'its author' : owner;
      report({
        range: until.range,
        message: `${keyword} expired: its last day was ${until.text}`,
        help: `mend the finding and delete the comment, or have ${whose} decide again and set a new day`,
        subject: `directive/${names.map(({ text }) => text).join(',')}`,
      });
    }
  },
});
