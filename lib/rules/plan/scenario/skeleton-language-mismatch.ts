import { skeletonsOf } from '../../../plan/skeleton.js';
import { language } from '../../../vocabulary/languages.js';
import { planRule } from '../../rule.js';
import { content, placeOf } from './support.js';

export default planRule({
  id: 'DST171',
  name: 'skeleton-language-mismatch',
  severity: 'warning',
  summary: "The skeleton's fence is of another language than the field `Skeleton language` says.",
  why: `The executor picks the tool chain from the field and the file's content from the fence. Where they disagree, one
of them is left over from another scenario, and the test is generated in a language that the target file is not in.`,
  examples: {
    failing: `### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3
- **Skeleton language:** ⟦rust⟧
- **Skeleton:**

  \`\`\`go
  // AUTO-GENERATED
  \`\`\`
`,
    passing: `### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3
- **Skeleton language:** Go (with a bash supervisor)
- **Skeleton:**

  \`\`\`golang
  // AUTO-GENERATED
  \`\`\`
`,
  },
  check(plan, report) {
    for (const scenario of plan.scenarios) {
      const field = content(scenario.fields, 'language');
      if (field === undefined) continue;
      const said = (field.value.value.match(/[\p{L}\d]+[+#]*/gu) ?? []).flatMap((word) => language(word) ?? []);
      if (said.length === 0) continue;
      const fences = skeletonsOf(scenario).flatMap((code) => {
        const word = /^[^\s{,]+/.exec(code.info)?.[0] ?? '';
        const name = language(word);
        return name === undefined ? [] : [{ code, word, name }];
      });
      const other = fences.find(({ name }) => !said.includes(name));
      if (other === undefined || fences.some(({ name }) => said.includes(name))) continue;
      report({
        range: placeOf(field),
        message: `${scenario.id} says its skeleton is in ${said[0] ?? ''}, and the fence says '${other.word}'`,
        help: 'make the two agree',
        related: [
          { range: plan.source.linesRange(other.code.from, other.code.from + 1), message: 'the fence is here' },
        ],
        subject: `${scenario.id}/skeleton/language`,
      });
    }
  },
});
