import { ADVERSARIAL_CLASSES, SIDE_CHANNELS } from '../../../vocabulary/surfaces.js';
import { planRule } from '../../rule.js';
import { content, isReason, placeOf, quoted, reasonBehind, saysNone } from './support.js';

/** Fewer classes than this need a reason. */
const LEAST_CLASSES = 3;

export default planRule({
  id: 'DST185',
  name: 'weak-controls',
  severity: 'warning',
  summary: 'Controls of a boundary look at denials only, or its adversarial inputs cover too few classes.',
  why: `A denied request can still tell everything: in the error text, a metric label, the time it took, a row of the next
export. And the identifiers that leak are never \`tenant-a\` and \`tenant-b\`: they share a prefix, differ in case, hold a
separator, or were recycled. A positive control is what shows that a denial was not an outage.`,
  examples: {
    failing: `### Scenario S4: tenants_never_see_each_other_on_any_surface

- **Falsifies if it FAILs:** C4

#### §7.M.S — Surface decomposition

- **Adversarial inputs:** ⟦names that share a prefix⟧
- **Positive controls:** each tenant reads its own accounts
- **Negative controls:** ⟦foreign reads are denied⟧
`,
    passing: `### Scenario S4: tenants_never_see_each_other_on_any_surface

- **Falsifies if it FAILs:** C4

#### §7.M.S — Surface decomposition

- **Adversarial inputs:** names that share a prefix, upper and lower case, recycled ids
- **Positive controls:** each tenant reads its own accounts
- **Negative controls:** foreign reads are denied, and no metric label or log line differs
`,
  },
  check(plan, report, index) {
    if (plan.generation === 'older') return;
    for (const scenario of plan.scenarios) {
      const boundary = index.surface(scenario).some(({ category }) => category === 'boundary');
      const block = scenario.surfaces.find(({ notApplicable }) => notApplicable === undefined);
      if (!boundary || block === undefined) continue;
      const { id } = scenario;
      for (const key of ['positive', 'negative'] as const) {
        const field = content(block.fields, key);
        if (field === undefined) continue;
        const { value } = field.value;
        const none = saysNone(value) && !isReason(reasonBehind(value), 4);
        if (!none && (key === 'positive' || SIDE_CHANNELS.test(value.toLowerCase()))) continue;
        report({
          range: placeOf(field),
          message: none
            ? `${id} has no ${key} control and gives no reason`
            : `${id}'s negative controls look at the denial only: ${quoted(field.value)}`,
          help:
            key === 'positive'
              ? 'name accesses that must succeed, so that a denial is no outage'
              : 'look into metrics, logs, error texts and timing for traces of the denied access',
          subject: `${id}/§7.M.S/${key}`,
        });
      }
      const inputs = content(block.fields, 'adversarial');
      if (inputs === undefined || /\b(?:because|since|only|not applicable|n\/a)\b/i.test(inputs.value.value)) continue;
      const text = inputs.value.value.toLowerCase().replace(/\s+/g, ' ');
      const covered = ADVERSARIAL_CLASSES.filter(({ words }) => words.test(text));
      if (covered.length >= LEAST_CLASSES) continue;
      const open = ADVERSARIAL_CLASSES.filter((one) => !covered.includes(one)).map(({ name }) => name);
      report({
        range: placeOf(inputs),
        message: `${id}'s adversarial inputs cover ${covered.length} of ${ADVERSARIAL_CLASSES.length} classes: ${quoted(inputs.value)}`,
        help: `add some of: ${open.join(', ')}; or say why they cannot occur`,
        subject: `${id}/§7.M.S/adversarial`,
      });
    }
  },
});
