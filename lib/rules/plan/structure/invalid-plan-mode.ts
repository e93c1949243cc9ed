import { nearest } from '../../../cli/nearest.js';
import { PLAN_MODES } from '../../../vocabulary/header.js';
import { planRule } from '../../rule.js';
import { headerField, isMissing, isPlaceholder, takesBack } from '../support.js';

export default planRule({
  id: 'DST103',
  name: 'invalid-plan-mode',
  severity: 'error',
  summary: 'The plan mode is neither `change-scoped` nor `project-wide`.',
  why: `The mode decides what the plan owes: a project-wide plan must take stock of existing tests and map every claim to
every hypothesis (§3, §5), a change-scoped one must say what the change touches. A plan of no mode escapes both.`,
  examples: {
    failing: `**Plan mode:** ⟦whole project⟧
`,
    passing: `**Plan mode:** project-wide (second round)
`,
  },
  check(plan, report) {
    const field = headerField(plan, 'mode');
    if (field === undefined || isMissing(field.value) || isPlaceholder(field.value)) return;
    const { value } = field.value;
    // Both at once is the template's legend, which DST002 reports.
    if (/\|/.test(value)) return;
    if (plan.mode !== undefined) {
      const rest = value.toLowerCase().replace(/\s+/g, '-').replace(plan.mode, '');
      if (/^\W*(?:change|project)/i.test(value) && !takesBack(value) && !/\bnot?\b/.test(rest)) return;
    }
    const near = nearest(value.trim(), PLAN_MODES);
    report({
      range: field.value.visible,
      message: `"${value.trim()}" is no plan mode; it is one of ${PLAN_MODES.join(' and ')}`,
      help: near === undefined ? `write one of ${PLAN_MODES.join(', ')}` : `did you mean "${near}"?`,
      subject: 'header/mode',
    });
  },
});
