import type { Field } from '../../../plan/model.js';
import { planRule } from '../../rule.js';

export default planRule({
  id: 'DST158',
  name: 'duplicate-field',
  severity: 'error',
  summary: 'A field stands twice in one scenario or in one of its blocks.',
  why: `Two budgets or two oracles in one scenario mean that the run may pick one. Tools read the first, people believe
the last, and the verdict is then about a run that the plan's reader did not have in mind.`,
  examples: {
    failing: `### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3
- **Oracle:** every acknowledged request id is booked once in the audit table
- **Smoke budget:** 3 nodes, 2 minutes, 4 kills, 1 seed
- **⟦Oracle⟧:** at least 99 % of the transfers are booked
`,
    passing: `### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3
- **Oracle:**
  - every acknowledged request id is booked once in the audit table
  - the sum of all balances stays what it was
- **Observability required:** operation history, audit table

#### §7.M — Model / history / checker discipline

- **Model under test:** ledger
- **Checker:** exactly-once on the request id

#### §7.M.S — Surface decomposition

- **Observability paths:** metrics labels, audit table
`,
  },
  check(plan, report) {
    const headings = plan.sections.flatMap(({ key, lines }) =>
      key === '7' ? lines.flatMap((line) => (line.kind === 'heading' ? [line.block.range.start] : [])) : [],
    );
    const indent = (field: Field<string>): number => {
      const text = plan.source.lineText(plan.source.lineAt(field.labelRange.start));
      return text.length - text.trimStart().length;
    };
    const judge = (owner: string, fields: readonly Field<string>[]): void => {
      const seen = new Map<string, Field<string>>();
      for (const field of fields) {
        const first = seen.get(field.key);
        // A heading between the two, or another depth, makes it a field of a part.
        const apart =
          first !== undefined &&
          (indent(first) !== indent(field) || isBetween(headings, first.labelRange.end, field.labelRange.start));
        if (first === undefined || apart) {
          if (first === undefined) seen.set(field.key, field);
          continue;
        }
        report({
          range: field.labelRange,
          message: `${owner} has "${first.label}" twice`,
          help: 'merge the two into one field, and delete the other',
          related: [{ range: first.labelRange, message: 'the first one is here' }],
          subject: `${owner}/${field.key}/twice`,
        });
      }
    };
    for (const scenario of plan.scenarios) {
      judge(scenario.id, scenario.fields);
      for (const block of scenario.models)
        judge(`${scenario.id}${block.arm === undefined ? '' : `/${block.arm}`} §7.M`, block.fields);
      for (const block of scenario.surfaces) judge(`${scenario.id} §7.M.S`, block.fields);
    }
  },
});

/** True where one of the rising offsets lies in [from, to). */
function isBetween(offsets: readonly number[], from: number, to: number): boolean {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return (offsets[low] ?? Infinity) < to;
}
