import { refsIn, type Ref } from '../../../document/ids.js';
import type { Text } from '../../../document/text.js';
import { planRule } from '../../rule.js';
import { byPlace, idList } from '../support.js';

/** What follows `M1`, `H2`, `C11` or `S3` where it is the name of something else. */
const FOREIGN =
  /^(?:\s+|-)?(?:mac|chip|silicon|database|db|engine|standard|compiler|code|storage|bucket|object|endpoint|region|instances?|nodes?|machines?|protocol|console)\b|^\+\+|^#/i;

export default planRule({
  id: 'DST127',
  name: 'unknown-reference-in-prose',
  severity: 'warning',
  summary:
    'The confidence statement, the residual uncertainty or the adequacy argument speaks of an id that the plan does not define.',
  why: `These are the parts that a stakeholder reads. "C12 is unverified" about a claim that was renumbered to C14 takes back the
wrong promise, and the right one stands as tested.`,
  examples: {
    failing: `## 7c. Residual uncertainty

| Uncertainty | Why uncovered | Why acceptable today | When to revisit |
|---|---|---|---|
| ⟦C12⟧ under a mixed cluster | no harness | one version only | when a rolling upgrade is offered |
`,
    passing: `## 7c. Residual uncertainty

| Uncertainty | Why uncovered | Why acceptable today | When to revisit |
|---|---|---|---|
| C2 on an M4 Mac, and \`C12\` of the protocol | no harness | one platform only | when another platform is offered |
`,
  },
  check(plan, report, index) {
    const known: Readonly<Record<string, number>> = {
      C: plan.claims.length,
      M: plan.missingClaims.length,
      H: plan.hypotheses.length,
      S: plan.scenarios.length,
    };
    const look = (where: string, text: Text | undefined): void => {
      if (text === undefined) return;
      for (const place of byPlace(refsIn(text, 'CMHS'))) {
        const unknown = place.filter((ref) => (known[ref.family] ?? 0) > 0 && !index.defines(ref.id));
        const first: Ref | undefined = place[0];
        if (first === undefined || unknown.length === 0 || FOREIGN.test(text.value.slice(first.end, first.end + 20)))
          continue;
        report({
          range: first.range,
          message: `${where} speaks of ${idList(unknown.map(({ id }) => id))}, which the plan does not define`,
          help: 'correct the id; put it into a code span where it is the name of something else',
          subject: `${where}/${first.raw}`,
        });
      }
    };
    look('§7d', plan.confidence?.prose);
    for (const { reason } of plan.confidence?.aspects ?? []) look('§7d', reason);
    for (const { uncertainty, why, acceptable, revisit } of plan.residuals)
      for (const text of [uncertainty, why, acceptable, revisit]) look('§7c', text);
    for (const { threatText, why } of plan.adequacy) for (const text of [threatText, why]) look('§7b', text);
  },
});
