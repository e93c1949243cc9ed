import { planRule } from '../../rule.js';
import { idList, isMissing } from '../support.js';

export default planRule({
  id: 'DST124',
  name: 'incomplete-missing-claim',
  severity: 'warning',
  summary: 'A missing claim lacks the behaviour, its evidence or a suggested action.',
  why: `Missing claims are handed to the maintainers. Without the place in the code they cannot check the finding, without an
action (document it, forbid it, test it) they cannot close it, and it turns up again in the next plan.`,
  examples: {
    failing: `## 1c. Missing claims discovered

| ID | Behavior the code relies on | Source / evidence | Suggested action |
|---|---|---|---|
| ⟦M1⟧ | Request ids are remembered for a day. | ??? | |
`,
    passing: `## 1c. Missing claims discovered

| ID | Behavior the code relies on | Source / evidence | Suggested action |
|---|---|---|---|
| M1 | Request ids are remembered for a day. | \`dedup.go\`, no document | document the window |
`,
  },
  check(plan, report) {
    for (const { id, idRange, behavior, source, action, withdrawn } of plan.missingClaims) {
      if (withdrawn) continue;
      const lacking = [
        ...(isMissing(behavior) ? ['the behaviour that the code relies on'] : []),
        ...(isMissing(source) ? ['a source'] : []),
        ...(isMissing(action) ? ['a suggested action'] : []),
      ];
      if (lacking.length === 0) continue;
      report({
        range: idRange,
        message: `${id} lacks ${idList(lacking)}`,
        help: 'name the code or test that shows it, and what should be done: document it, forbid it or test it',
        subject: id,
      });
    }
  },
});
