import { nearest } from '../../../cli/nearest.js';
import { MATRIX_VERDICTS, type MatrixVerdict } from '../../../vocabulary/matrix.js';
import { planRule } from '../../rule.js';
import { isPlaceholder, takesBack } from '../support.js';

const OTHER_WORDS: Readonly<Record<string, MatrixVerdict>> = {
  uncovered: 'not covered',
  'not-covered': 'not covered',
  'not tested': 'not covered',
  untested: 'not covered',
  none: 'not covered',
  no: 'not covered',
  partially: 'partial',
  'partially covered': 'partial',
  'partly covered': 'partial',
  full: 'covered',
  'fully covered': 'covered',
  yes: 'covered',
};
/** Other spellings of a legend value, which are mended without asking. */
const SPELLINGS = new Set(['uncovered', 'not-covered', 'partially', 'partially covered', 'fully covered']);

export default planRule({
  id: 'DST137',
  name: 'invalid-matrix-verdict',
  severity: 'error',
  fixable: true,
  summary: 'A verdict of the coverage matrix is none of `covered`, `partial` and `not covered`.',
  why: `The matrix is read by filtering: everything that is not "covered" needs a scenario. "mostly" and "ok for now" fall through
every filter, and with them the gap.`,
  examples: {
    failing: `## 5. Coverage matrix

| Claim | Hypothesis | Existing tests | Verdict | Gap kind | Recommended scenario |
|---|---|---|---|---|---|
| C1 | H1 | \`TestA\` | ⟦mostly⟧ | shallow test | S1 |
`,
    passing: `## 5. Coverage matrix

| Claim | Hypothesis | Existing tests | Verdict | Gap kind | Recommended scenario |
|---|---|---|---|---|---|
| C1 | H1 | \`TestA\` | **partial** (synthetic only) | shallow test | S1 |
`,
  },
  check(plan, report) {
    for (const { row, verdict, summary } of plan.matrix) {
      // The per-claim summary rolls up in words of its own.
      if (summary || verdict === undefined || isPlaceholder(verdict.text)) continue;
      const value = verdict.text.value.trim();
      if (verdict.value !== undefined && !takesBack(value.slice(verdict.value.length))) continue;
      const key = value.toLowerCase().replace(/\s+/g, ' ');
      const meant = OTHER_WORDS[key] ?? nearest(key, MATRIX_VERDICTS);
      const place = verdict.text.isBlank
        ? (row.cells.find((cell) => !cell.isBlank)?.visible ?? row.range)
        : verdict.text.visible;
      report({
        range: place,
        message: value === '' ? 'the matrix row has no verdict' : `"${value.slice(0, 40)}" is no verdict of the matrix`,
        help: `${meant === undefined ? 'write' : `did you mean "${meant}"? It is`} one of ${MATRIX_VERDICTS.join(', ')}`,
        ...(meant !== undefined &&
        (SPELLINGS.has(key) || (OTHER_WORDS[key] === undefined && verdict.value === undefined))
          ? { fix: [{ range: place, text: meant }] }
          : {}),
        subject: `§5/${rowName(row.cells)}/verdict`,
      });
    }
  },
});

/** What a matrix row is about: its first two cells. */
export function rowName(cells: readonly { readonly value: string }[]): string {
  return cells
    .slice(0, 2)
    .map(({ value }) => value.trim().slice(0, 20))
    .join('×');
}
