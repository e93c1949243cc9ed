import { planRule } from '../../rule.js';

export default planRule({
  id: 'DST186',
  name: 'claim-without-adequacy',
  severity: 'error',
  soundness: true,
  summary: 'A claim has no row in the adequacy argument.',
  why: `That scenarios exist does not mean that they suffice. The row says how the claim could break and which scenario would notice
each way; a claim without one is called tested because something ran that had to do with it.`,
  examples: {
    failing: `## 1b. Claims under test

| ID | Claim | Category | Source | Inferred? |
|---|---|---|---|---|
| ⟦C1⟧ | An acknowledged append survives a crash. | durability | docs | no |
| C2 | Reads are linearizable. | safety | docs | no |

## 7b. Coverage adequacy argument

| Claim | Threat model | Scenarios that exercise the threats | Why these are sufficient |
|---|---|---|---|
| C2 | (a) stale reads | S2 (a) | the leader is cut off while clients reach it |
`,
    passing: `## 1b. Claims under test

| ID | Claim | Category | Source | Inferred? |
|---|---|---|---|---|
| C1 | An acknowledged append survives a crash. | durability | docs | no |
| C2 | Reads are linearizable. | safety | docs | no |

## 7b. Coverage adequacy argument

| Claim | Threat model | Scenarios that exercise the threats | Why these are sufficient |
|---|---|---|---|
| C1–C2 (log) | crashes and stale reads | S1, S2 | both paths are hit |
`,
  },
  check(plan, report, index) {
    if (plan.adequacy.length === 0) return;
    for (const { id, idRange, withdrawn } of plan.claims) {
      if (withdrawn || index.adequacyOf.has(id)) continue;
      // A claim that nothing takes up is DST130's.
      if (!index.hypothesesOf.has(id) && !index.falsifiedBy.has(id) && !index.residualsOf.has(id)) continue;
      report({
        range: idRange,
        message: `${id} has no row in the adequacy argument`,
        help: `add a row to §7b: how ${id} could break, which scenarios exercise that, and why they suffice`,
        subject: id,
      });
    }
  },
});
