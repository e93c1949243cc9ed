import { planRule } from '../../rule.js';
import { isMissing, isPlaceholder, takesBack } from '../support.js';

const NO_CONDITION =
  /^\W*(?:later|someday|some day|sometime|never|eventually|soon|always|n\/?a|none|no|unclear|as (?:needed|required|appropriate)|if (?:needed|necessary|required|possible)|when (?:needed|necessary|required|possible|time (?:permits|allows)|we have time)|in (?:the )?future|next time|to be decided)\W*$/i;

export default planRule({
  id: 'DST192',
  name: 'revisit-without-condition',
  severity: 'warning',
  summary: 'A residual row does not say when it is revisited: it names neither a condition nor a date.',
  why: `Accepted today is accepted until something changes. "later" never comes; "when multi-region is offered" is a line that somebody
planning multi-region will search for.`,
  examples: {
    failing: `## 7c. Residual uncertainty

| Uncertainty | Why uncovered | Why acceptable today | When to revisit |
|---|---|---|---|
| M1: request ids older than a day | no run lasts a day | clients give up after an hour | ⟦later⟧ |
`,
    passing: `## 7c. Residual uncertainty

| Uncertainty | Why uncovered | Why acceptable today | When to revisit |
|---|---|---|---|
| M1: request ids older than a day | no run lasts a day | clients give up after an hour | when batch clients arrive |
`,
  },
  check(plan, report) {
    for (const { row, uncertainty, revisit } of plan.residuals) {
      if (isPlaceholder(revisit)) continue;
      const value = revisit?.value.trim() ?? '';
      if (!isMissing(revisit) && !NO_CONDITION.test(value) && !takesBack(value)) continue;
      const place = revisit === undefined || revisit.isBlank ? uncertainty : revisit;
      report({
        range: place.isBlank ? row.range : place.visible,
        message:
          value === ''
            ? 'the residual row does not say when it is revisited'
            : `"${value.slice(0, 40)}" is no condition on which the row is revisited`,
        help: 'name what would change: a feature, a version, a date, an observation',
        subject: `§7c/${uncertainty.value.trim().slice(0, 40)}/revisit`,
      });
    }
  },
});
