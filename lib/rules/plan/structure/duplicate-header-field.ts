import type { HeaderField } from '../../../plan/model.js';
import type { HeaderKey } from '../../../vocabulary/header.js';
import { planRule } from '../../rule.js';

export default planRule({
  id: 'DST102',
  name: 'duplicate-header-field',
  severity: 'warning',
  summary: 'A header field stands twice.',
  why: `Two dates, two commits or two states: a reader takes one, a tool the other, and each can claim that the plan says so.
For the commit under test that decides which code a verdict is about.`,
  examples: {
    failing: `**Status:** draft
**⟦Plan status⟧:** reviewed
`,
    passing: `**Status:** reviewed
`,
  },
  check(plan, report) {
    const first = new Map<HeaderKey, HeaderField>();
    for (const field of plan.header) {
      const before = first.get(field.key);
      if (before === undefined) {
        first.set(field.key, field);
        continue;
      }
      report({
        range: field.labelRange,
        message: `"${field.label}" stands twice: "${before.value.value.trim()}" and "${field.value.value.trim()}"`,
        help: 'keep the one that is true',
        related: [{ range: before.labelRange, message: 'the first one is here' }],
        subject: `header/${field.key}`,
      });
    }
  },
});
