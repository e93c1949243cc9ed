import { sectionName } from '../../../plan/sections.js';
import { planRule } from '../../rule.js';
import { answersInProse, isEmptySection, isPlaceholder } from '../support.js';

const STATES =
  /\b(?:nothing\b|none\b|no (?:\w+ ){0,3}(?:uncertaint|residual|threat|gap|risk|claim)|the only (?:residual|remaining)|every claim|all claims)/i;

export default planRule({
  id: 'DST193',
  name: 'residuals-unanswered',
  severity: 'error',
  summary: 'The section on residual uncertainty holds neither rows nor a statement that nothing is left.',
  why: `Every finite test leaves something open. A plan that lists it can be trusted about the rest; one that is silent asks the reader
to believe that there is nothing, without having claimed it.`,
  examples: {
    failing: `## ⟦7c. Residual uncertainty⟧

This section discusses what remains.
`,
    passing: `## 7c. Residual uncertainty

The plan exercises every claim under at least one threat; the only residual uncertainty is how many bugs no run has met.
`,
  },
  check(plan, report, index) {
    const section = index.sections.get('7c');
    if (section === undefined || isEmptySection(section) || plan.residuals.length > 0) return;
    if (section.tables.some((table) => table.rows.some((row) => row.cells.some((cell) => isPlaceholder(cell))))) return;
    if (answersInProse(plan, '7c', STATES)) return;
    report({
      range: section.heading.text.visible,
      message: `${sectionName('7c')} has neither rows nor a statement that nothing is left`,
      help: 'add the table, or state that every claim is exercised and what the only remaining uncertainty is',
      subject: '§7c',
    });
  },
});
