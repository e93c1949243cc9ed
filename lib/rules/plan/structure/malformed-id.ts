import type { Text } from '../../../document/text.js';
import { claimTables, readId } from '../../../plan/claims.js';
import type { Section } from '../../../plan/model.js';
import { keyedRows } from '../../../plan/tables.js';
import { CLAIM_COLUMNS, MISSING_CLAIM_COLUMNS } from '../../../vocabulary/columns.js';
import { planRule } from '../../rule.js';
import { isPlaceholder } from '../support.js';

export default planRule({
  id: 'DST115',
  name: 'malformed-id',
  severity: 'error',
  summary: 'A row of the claims has no id, or one that is not of the form `C7` or `M2`.',
  why: `Everything in a plan is held together by ids: what a hypothesis could falsify, what a scenario falsifies, what a
verdict is about. A promise without a readable id cannot be referred to, so no scenario is ever held against it, and its
row looks covered only because it stands in the table.`,
  examples: {
    failing: `## 1c. Missing claims discovered

| ID | Behavior the code relies on | Source / evidence | Suggested action |
|---|---|---|---|
| M1 | Request ids are remembered for a day. | \`dedup.go\` | document it |
| ⟦Missing 2⟧ | Clocks differ by less than a second. | \`lease.go\` | document it |
`,
    passing: `## 1c. Missing claims discovered

| ID | Behavior the code relies on | Source / evidence | Suggested action |
|---|---|---|---|
| M1 | Request ids are remembered for a day. | \`dedup.go\` | document it |
| **M02** (new) | Clocks differ by less than a second. | \`lease.go\` | document it |
`,
  },
  check(plan, report) {
    const bad = (cell: Text | undefined, others: readonly Text[], family: 'C' | 'M', section: Section): void => {
      if (cell === undefined || isPlaceholder(cell) || readId(cell, family) !== undefined) return;
      // A row of which only the first cell is filled is a caption between groups of rows.
      if (others.every((other) => other === cell || other.isBlank)) return;
      const value = cell.value.trim();
      const place = cell.isBlank ? others.find((other) => !other.isBlank) : cell;
      report({
        range: (place ?? cell).visible,
        message:
          value === ''
            ? `a row of §${section.key} has no id`
            : `"${value.slice(0, 40)}" is no id of a ${family === 'C' ? 'claim' : 'missing claim'}`,
        help: `write ${family} and the next free number, for example ${family}7`,
        subject: `§${section.key}/id/${value.slice(0, 40)}`,
      });
    };
    for (const section of plan.sections) {
      if (section.key === '1b')
        for (const table of claimTables(section))
          for (const { row, cell } of keyedRows(table, CLAIM_COLUMNS))
            bad(cell('id') ?? row.cells[0], row.cells, 'C', section);
      else if (section.key === '1c')
        for (const table of section.tables)
          for (const { row, cell } of keyedRows(table, MISSING_CLAIM_COLUMNS))
            bad(cell('id') ?? row.cells[0], row.cells, 'M', section);
    }
  },
});
