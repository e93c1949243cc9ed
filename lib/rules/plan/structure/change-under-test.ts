import { planRule } from '../../rule.js';
import { headerField, isMissing, isPlaceholder } from '../support.js';

const NOT_APPLICABLE = /^\W*(?:n\W?\/?a\b|not applicable|none\b|no (?:single )?change)/i;
/** A hash, a number with its sign, a link, a version, or a word for a change with a name behind it. */
const NAMES_A_CHANGE =
  /\b[0-9a-f]{7,40}\b|[#!]\d+|https?:\/\/\S+|\bv?\d+\.\d+|\b(?:pr|mr|cl|pull request|merge request|commit|change(?:set|list)?|patch|branch|tag|diff|release|rev(?:ision)?)\b\W*[\w#`]|\bD\d{3,}/i;

export default planRule({
  id: 'DST106',
  name: 'change-under-test',
  severity: 'error',
  summary: '`Change under test` does not fit the plan mode: a commit or pull request, or `N/A` in a project-wide plan.',
  why: `A change-scoped plan is an argument about one change. Without the commit nobody can run it again on the same code,
and a FAIL cannot be told from a bug that was there before. A project-wide plan that names one commit is read as if only
that commit had been tested.`,
  examples: {
    failing: `**Plan mode:** change-scoped
**Change under test:** ⟦N/A⟧
`,
    passing: `**Plan mode:** change-scoped
**Change under test:** commit 3f2c9d1, batching of fsync
`,
  },
  check(plan, report) {
    const field = headerField(plan, 'change');
    if (field === undefined || plan.mode === undefined || isPlaceholder(field.value)) return;
    const value = field.value.value.trim();
    const none = NOT_APPLICABLE.test(value);
    if (isMissing(value) && !none) return;
    if (plan.mode === 'project-wide' ? none : !none && NAMES_A_CHANGE.test(value)) return;
    report({
      range: field.value.visible,
      message:
        plan.mode === 'project-wide'
          ? `a project-wide plan has no change under test, but the header names "${value}"`
          : `a change-scoped plan names a commit or pull request; "${value}" is none`,
      help:
        plan.mode === 'project-wide'
          ? 'write "N/A — project-wide", or make the plan change-scoped'
          : 'write the commit hash or the number of the pull request',
      subject: 'header/change',
    });
  },
});
