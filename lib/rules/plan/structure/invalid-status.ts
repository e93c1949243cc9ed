import { nearest } from '../../../cli/nearest.js';
import { PLAN_STATUSES } from '../../../vocabulary/header.js';
import { planRule } from '../../rule.js';
import { headerField, isMissing, isPlaceholder, takesBack } from '../support.js';

const HEAD = new RegExp(`^\\W*(?:${PLAN_STATUSES.join('|')})(?![\\w-])(.*)$`, 'is');

export default planRule({
  id: 'DST104',
  name: 'invalid-status',
  severity: 'error',
  summary: 'The status is none of `draft`, `reviewed` and `executed`.',
  why: `A plan that nobody has read is an opinion; the status says whether somebody else has checked that its oracles can
fail and that its scenarios reach the claims. "almost final" says nothing that a release decision could use.`,
  examples: {
    failing: `**Status:** ⟦almost final⟧
`,
    passing: `**Status:** reviewed (by the storage team)
`,
  },
  check(plan, report) {
    const field = headerField(plan, 'status');
    if (field === undefined || isMissing(field.value) || isPlaceholder(field.value)) return;
    const { value } = field.value;
    const rest = HEAD.exec(value)?.[1];
    if (/\|/.test(value) || (rest !== undefined && !takesBack(rest))) return;
    const near = nearest(value.trim(), PLAN_STATUSES);
    report({
      range: field.value.visible,
      message: `"${value.trim()}" is no status; it is one of ${PLAN_STATUSES.join(', ')}`,
      help: near === undefined ? 'say plainly how far the plan has come' : `did you mean "${near}"?`,
      subject: 'header/status',
    });
  },
});
