import { HEADER_FIELDS, type HeaderKey } from '../../../vocabulary/header.js';
import { planRule } from '../../rule.js';
import { headerField, headPlace, isMissing } from '../support.js';

const PURPOSE: Readonly<Record<HeaderKey, string>> = {
  date: 'the day it was written, as 2026-03-14',
  mode: '"change-scoped" or "project-wide"',
  sut: "the system's name and version",
  change: 'the commit or pull request, or "N/A — project-wide"',
  author: 'who answers for it',
  status: '"draft", "reviewed" or "executed"',
};

export default planRule({
  id: 'DST101',
  name: 'missing-header-field',
  severity: 'error',
  summary: 'A header field is missing or empty.',
  why: `The header binds the plan to a system, a version and a change. A result that was obtained for "the database" on
some day supports no release decision: nobody can tell whether the code that passed is the code that ships, or whether
the plan was ever reviewed.`,
  examples: {
    failing: `**⟦SUT⟧:**
`,
    passing: `**SUT:** ledgerd 2.4.0, three nodes
`,
  },
  check(plan, report) {
    for (const { key, label } of HEADER_FIELDS) {
      const field = headerField(plan, key);
      const present =
        field !== undefined &&
        (!isMissing(field.value) || (key === 'change' && /^\W*n\W?a\b/i.test(field.value.value)));
      if (present) continue;
      report({
        range: field?.labelRange ?? headPlace(plan),
        message: field === undefined ? `the header has no "${label}"` : `"${field.label}" is empty`,
        help: `write "**${label}:**" with ${PURPOSE[key]}`,
        subject: `header/${key}`,
      });
    }
  },
});
