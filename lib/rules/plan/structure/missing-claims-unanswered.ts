import { sectionName } from '../../../plan/sections.js';
import { planRule } from '../../rule.js';
import { answersInProse, isEmptySection, isPlaceholder } from '../support.js';

const STATES =
  /\b(?:no (?:\w+ ){0,3}(?:missing|undocumented|such|gaps?|drift|difference|discrepanc)|none\b|nothing\b|agree|aligned|in (?:step|line|sync)|match(?:es)?\b|consistent|did not find|were not found|found no)/i;

export default planRule({
  id: 'DST123',
  name: 'missing-claims-unanswered',
  severity: 'error',
  summary: 'The section on missing claims holds neither rows nor a statement that docs and code agree.',
  why: `Behaviour that the code relies on and nobody promised is where upgrades break things. "We looked and docs and code
agree" is a result; a section that says neither leaves open whether anybody looked.`,
  examples: {
    failing: `## ⟦1c. Missing claims discovered⟧

This section lists behaviour that the code relies on.
`,
    passing: `## 1c. Missing claims discovered

Docs and code agree on every behaviour that this plan exercises.
`,
  },
  check(plan, report, index) {
    const section = index.sections.get('1c');
    if (section === undefined || isEmptySection(section) || plan.missingClaims.length > 0) return;
    // A table of dots or braces is DST002's, one with unreadable ids DST115's.
    if (
      section.tables.some((table) =>
        table.rows.some((row) => row.cells.some((cell) => isPlaceholder(cell) || !cell.isBlank)),
      )
    )
      return;
    if (answersInProse(plan, '1c', STATES)) return;
    report({
      range: section.heading.text.visible,
      message: `${sectionName('1c')} has neither rows nor a statement that there are none`,
      help: 'add the table, or write "Docs and code agree on every behaviour that this plan exercises."',
      subject: '§1c',
    });
  },
});
