import { planRule } from '../../rule.js';
import { byPlace, idList, namedBy } from '../support.js';

export default planRule({
  id: 'DST188',
  name: 'foreign-adequacy-scenario',
  severity: 'error',
  summary: 'The adequacy argument of a claim cites a scenario that does not falsify it.',
  why: `The argument rests on a scenario whose FAIL would say nothing about this claim. In the report the claim's line is computed
from the scenarios that do falsify it, so what was argued and what was tested are two different things.`,
  examples: {
    failing: `## 7b. Coverage adequacy argument

| Claim | Threat model | Scenarios that exercise the threats | Why these are sufficient |
|---|---|---|---|
| C1 | crashes | S1, ⟦S3⟧ | both kill nodes |
`,
    passing: `## 7b. Coverage adequacy argument

| Claim | Threat model | Scenarios that exercise the threats | Why these are sufficient |
|---|---|---|---|
| C1, C3 | crashes | S1, S3 | both kill nodes |
`,
  },
  check(plan, report, index) {
    const named = new Map(plan.scenarios.map((scenario) => [scenario, namedBy(scenario)]));
    for (const row of plan.adequacy) {
      const claims = row.claims.filter(({ id }) => index.claims.has(id) || index.missingClaims.has(id));
      if (claims.length === 0) continue;
      const name = idList(claims.map(({ id }) => id));
      for (const place of byPlace(row.scenarios)) {
        const foreign = place.filter(({ id }) => {
          const scenario = index.scenarios.get(id);
          if (scenario === undefined) return false;
          return !claims.some((claim) => named.get(scenario)?.has(claim.id));
        });
        const first = place[0];
        if (first === undefined || foreign.length === 0) continue;
        const scenario = index.scenarios.get(foreign[0]?.id ?? '');
        report({
          range: first.range,
          message: `the adequacy row of ${name} cites ${idList(foreign.map(({ id }) => id))}, which ${foreign.length > 1 ? 'do' : 'does'} not falsify ${claims.length > 1 ? 'any of them' : 'it'}`,
          help: `add ${claims.length > 1 ? 'the claim' : name} to "Falsifies if it FAILs" of ${foreign[0]?.id ?? 'the scenario'}, or take the scenario out of the row`,
          ...(scenario === undefined
            ? {}
            : { related: [{ range: scenario.idRange, message: `${scenario.id} is defined here` }] }),
          subject: `§7b/${name}/${first.raw}`,
        });
      }
    }
  },
});
