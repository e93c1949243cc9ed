import { planRule } from '../../rule.js';
import { isPlaceholder, takesBack } from '../support.js';

const LEVEL = /^\W*(?:high|moderate|medium|low|none)(?![\w-])(.*)$/is;

export default planRule({
  id: 'DST153',
  name: 'invalid-confidence-level',
  severity: 'warning',
  summary: 'A confidence of the per-aspect table is none of high, moderate, low and none.',
  why: `The table is compared between releases, cell by cell. "quite good" before and "solid" after says nothing about whether the
evidence has become better or worse.`,
  examples: {
    failing: `## 7d. Confidence statement

No leak was observed on the tested surfaces.

| Claim | Aspect | Confidence | Reason |
|---|---|---|---|
| C4 | gRPC API | ⟦quite good⟧ | every identifier class is probed |
`,
    passing: `## 7d. Confidence statement

No leak was observed on the tested surfaces.

| Claim | Aspect | Confidence | Reason |
|---|---|---|---|
| C4 | gRPC API | **high** (after a pass) | every identifier class is probed |
`,
  },
  check(plan, report) {
    for (const { row, claims, aspect, confidence } of plan.confidence?.aspects ?? []) {
      if (confidence === undefined || isPlaceholder(confidence)) continue;
      const value = confidence.value.trim();
      const rest = LEVEL.exec(value)?.[1];
      if (rest !== undefined && !takesBack(rest)) continue;
      const name = `${claims.map(({ id }) => id).join(', ')} ${aspect?.value.trim() ?? ''}`.trim();
      report({
        range: confidence.isBlank
          ? (row.cells.find((cell) => !cell.isBlank)?.visible ?? row.range)
          : confidence.visible,
        message:
          value === '' ? `${name} has no level of confidence` : `"${value.slice(0, 40)}" is no level of confidence`,
        help: 'write high, moderate, low or none, with a remark behind it if you like',
        subject: `§7d/${name.slice(0, 40)}`,
      });
    }
  },
});
