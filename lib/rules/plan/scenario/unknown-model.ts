import { nearest } from '../../../cli/nearest.js';
import { MODELS } from '../../../vocabulary/models.js';
import { planRule } from '../../rule.js';
import { isMissing, isPlaceholder } from '../support.js';
import { content, pointsElsewhere, quoted } from './support.js';

export default planRule({
  id: 'DST174',
  name: 'unknown-model',
  severity: 'error',
  summary: 'A §7.M block names no known model, a list of all of them, or other(…) without a name.',
  why: `The model is the specification that the history is held against: it decides which results of an operation are
legal, and so which checker can judge. "The database" has no rules, and a list of every model copied from the template
has all of them. Where none of the ten fits, \`other(<name>)\` says so and names what stands in its place.`,
  examples: {
    failing: `### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3

#### §7.M — Model / history / checker discipline

- **Model under test:** ⟦leger (accounts)⟧
`,
    passing: `### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3

#### §7.M — Model / history / checker discipline

- **Model under test:** \`ledger\` (accounts) + counter.
`,
  },
  check(plan, report) {
    for (const scenario of plan.scenarios)
      for (const block of scenario.models) {
        const field = content(block.fields, 'model');
        const { model } = block;
        if (field === undefined || model === undefined || pointsElsewhere(field.value.value)) continue;
        const owner = block.arm === undefined ? scenario.id : `${scenario.id}/${block.arm}`;
        const { value } = field.value;
        const fault = judge(value, model.names.length, model.other);
        if (fault === undefined) continue;
        report({
          range: field.value.visible,
          message: `${owner} ${fault}: ${quoted(field.value)}`,
          help: `${suggestion(value)}; the models are ${MODELS.join(', ')} and other(<name>)`,
          subject: `${owner}/§7.M/model`,
        });
      }
  },
});

function judge(value: string, known: number, other: string | undefined): string | undefined {
  if ((value.match(/\|/g)?.length ?? 0) >= 2 || known >= 6) return 'lists the models of the template, and chooses none';
  if (/^\W*other\b/i.test(value)) {
    const name = other ?? value.replace(/^\W*other\W*/i, '');
    return /^\W*(?:name|something|else|model|thing)?\W*$/i.test(name) || isMissing(name) || isPlaceholder(name)
      ? 'says other(…) and does not name the model'
      : undefined;
  }
  return known === 0 ? 'names no known model' : undefined;
}

function suggestion(value: string): string {
  const word = /[A-Za-z][\w-]*/.exec(value)?.[0] ?? '';
  const near = nearest(word, MODELS);
  return near === undefined ? 'choose the model whose rules the history must obey' : `did you mean "${near}"?`;
}
