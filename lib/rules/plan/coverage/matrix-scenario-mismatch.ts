import { planRule } from '../../rule.js';
import { idList, namedBy } from '../support.js';
import { rowName } from './invalid-matrix-verdict.js';

export default planRule({
  id: 'DST142',
  name: 'matrix-scenario-mismatch',
  severity: 'error',
  summary:
    'A matrix row recommends a scenario that says neither that it closes the hypothesis nor that it falsifies the claim.',
  why: `The matrix sends the gap to a scenario, and that scenario is about something else: it can pass with the gap wide open. In the
report the hypothesis then has no line, because coverage is counted from what scenarios say that they close.`,
  examples: {
    failing: `## 5. Coverage matrix

| Claim | Hypothesis | Existing tests | Verdict | Gap kind | Recommended scenario |
|---|---|---|---|---|---|
| C1 | H1 | none | not covered | no test | ⟦S2⟧ |
`,
    passing: `## 5. Coverage matrix

| Claim | Hypothesis | Existing tests | Verdict | Gap kind | Recommended scenario |
|---|---|---|---|---|---|
| C1 | H1 | none | not covered | no test | S1 (kill variant) |
`,
  },
  check(plan, report, index) {
    const named = new Map(plan.scenarios.map((scenario) => [scenario, namedBy(scenario)]));
    for (const { row, claims, hypotheses, scenarios, summary } of plan.matrix) {
      if (summary) continue;
      const seen = new Set<string>();
      for (const ref of scenarios) {
        const scenario = index.scenarios.get(ref.id);
        if (scenario === undefined || seen.has(ref.id)) continue;
        seen.add(ref.id);
        const ids = named.get(scenario);
        const closes = hypotheses.some(({ id }) => ids?.has(id));
        const falsifies = claims.some(({ id }) => ids?.has(id));
        // The hypothesis counts first; a row without one is about the claim alone.
        if (hypotheses.length > 0 ? closes : falsifies || claims.length === 0) continue;
        const wanted = hypotheses.length > 0 ? hypotheses : claims;
        report({
          range: ref.range,
          message: `${ref.id} is recommended for ${rowName(row.cells)}, and does not ${hypotheses.length > 0 ? 'close' : 'falsify'} ${idList(wanted.map(({ id }) => id))}`,
          help: `add it to the "${hypotheses.length > 0 ? 'Closes' : 'Falsifies if it FAILs'}" field of ${ref.id}, or recommend the scenario that does`,
          related: [{ range: scenario.idRange, message: `${scenario.id} is defined here` }],
          subject: `§5/${rowName(row.cells)}/${ref.id}`,
        });
      }
    }
  },
});
