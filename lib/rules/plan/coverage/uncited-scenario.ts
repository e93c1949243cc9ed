import { planRule } from '../../rule.js';
import { idList } from '../support.js';

export default planRule({
  id: 'DST189',
  name: 'uncited-scenario',
  severity: 'warning',
  summary: 'A scenario falsifies a claim, and the adequacy argument of that claim does not cite it.',
  why: `Either the scenario adds nothing to the argument, and the claim in its field is decoration, or the argument is weaker on paper
than in fact. Both are found out when the scenario FAILs and nobody knows which threat has come true.`,
  examples: {
    failing: `## 7b. Coverage adequacy argument

| Claim | Threat model | Scenarios that exercise the threats | Why these are sufficient |
|---|---|---|---|
| C2, C5 | stale reads | S2 | the leader is cut off |
| C1, C3 | crashes | ⟦S1⟧ | nodes are killed |
`,
    passing: `## 7b. Coverage adequacy argument

| Claim | Threat model | Scenarios that exercise the threats | Why these are sufficient |
|---|---|---|---|
| C1 | crashes | S1 | nodes are killed |
| C2 | stale reads | S2 | the leader is cut off |
| C5 | split votes | S2 | the successor is timed |
`,
  },
  check(plan, report, index) {
    const seen = new Set<string>();
    for (const row of plan.adequacy) {
      // A row without scenarios is reported as such.
      if (row.scenarios.length === 0 || row.scenarioText === undefined) continue;
      const missing = new Map<string, string>();
      for (const { id } of row.claims) {
        // A claim with several rows is reported in its first.
        if (seen.has(id)) continue;
        seen.add(id);
        const cited = new Set(
          (index.adequacyOf.get(id) ?? []).flatMap(({ scenarios }) => scenarios.map((ref) => ref.id)),
        );
        for (const scenario of index.falsifiedBy.get(id) ?? [])
          if (!cited.has(scenario.id)) missing.set(scenario.id, id);
      }
      if (missing.size === 0) continue;
      const ids = [...missing.keys()];
      const scenario = index.scenarios.get(ids[0] ?? '');
      const claims = [...new Set(missing.values())];
      report({
        range: row.scenarioText.visible,
        message: `${idList(ids)} ${ids.length > 1 ? 'falsify' : 'falsifies'} ${idList(claims)}, and the adequacy row does not cite ${ids.length > 1 ? 'them' : 'it'}`,
        help: 'cite the scenario with the threat that it exercises, or take the claim out of its field',
        ...(scenario === undefined
          ? {}
          : { related: [{ range: scenario.idRange, message: `${scenario.id} is defined here` }] }),
        subject: `§7b/${idList(claims)}/cited`,
      });
    }
  },
});
