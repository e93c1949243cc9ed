import { planRule } from '../../rule.js';
import { isPlaceholder, takesBack } from '../support.js';

const ANSWER = /^\W*(?:yes|no|partial(?:ly)?|y|n|inferred|explicit(?:ly)?|documented|stated)(?![\w-])(.*)$/is;

export default planRule({
  id: 'DST120',
  name: 'invalid-inferred',
  severity: 'warning',
  summary: '`Inferred?` is answered neither by yes, by no nor by partial.',
  why: `Whether a promise was made or only guessed decides what a violation means: a bug for the one, a question to the
maintainers for the other. A report that mixes both loses its reader at the first finding.`,
  examples: {
    failing: `## 1b. Claims under test

| ID | Claim | Category | Source | Inferred? |
|---|---|---|---|---|
| ⟦C1⟧ | An acknowledged append survives a crash. | durability | docs/guarantees.md | hopefully |
`,
    passing: `## 1b. Claims under test

| ID | Claim | Category | Source | Inferred? |
|---|---|---|---|---|
| C1 | An acknowledged append survives a crash. | durability | docs/guarantees.md | partial — the docs are silent on batches |
`,
  },
  check(plan, report) {
    for (const { id, idRange, inferred, withdrawn } of plan.claims) {
      if (withdrawn || inferred === undefined || isPlaceholder(inferred)) continue;
      const rest = ANSWER.exec(inferred.value)?.[1];
      if (rest !== undefined && !takesBack(rest)) continue;
      const value = inferred.value.trim();
      report({
        range: idRange,
        message:
          value === ''
            ? `${id} does not say whether it is inferred`
            : `"${value.slice(0, 40)}" does not say whether ${id} is inferred`,
        help: 'write yes, no or partial, with a remark behind it if you like',
        subject: id,
      });
    }
  },
});
