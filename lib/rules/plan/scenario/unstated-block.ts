import { planRule } from '../../rule.js';
import { idList } from '../support.js';

export default planRule({
  id: 'DST154',
  name: 'unstated-block',
  severity: 'warning',
  summary: 'A scenario neither has a §7.M or §7.M.S block nor says that it is not applicable.',
  why: `A missing block and a forgotten one look alike. The line "§7.M: not applicable (no gated claim category
falsified)" shows that somebody compared the scenario's claims with the gated categories; when a claim is recategorised
later, that line is what the next reviewer finds to be wrong.`,
  examples: {
    failing: `### Scenario ⟦S3⟧: a_leader_is_elected_within_5s

- **Falsifies if it FAILs:** C5
- **Smoke budget:** 3 nodes, 2 minutes, 4 kills, 1 seed
`,
    passing: `### Scenario S3: a_leader_is_elected_within_5s

- **Falsifies if it FAILs:** C5
- **Smoke budget:** 3 nodes, 2 minutes, 4 kills, 1 seed

§7.M: not applicable (no gated claim category falsified)

§7.M.S: N/A, no boundary or fairness claim
`,
  },
  check(plan, report, index) {
    if (plan.generation === 'older') return;
    for (const scenario of plan.scenarios) {
      const gated = index.gated(scenario).length > 0;
      const surface = index.surface(scenario).length > 0;
      // Where a block is due, DST170 and DST182 ask for it; where one is not, its line is.
      const model = scenario.models.length === 0 && !gated && !surface;
      const split = scenario.surfaces.length === 0 && !surface;
      if (!model && !split) continue;
      const lacking = [...(model ? ['§7.M'] : []), ...(split ? ['§7.M.S'] : [])];
      report({
        range: scenario.idRange,
        message: `${scenario.id} does not say that ${idList(lacking)} ${lacking.length === 1 ? 'is' : 'are'} not applicable`,
        help: [
          ...(model ? ['write "§7.M: not applicable (no gated claim category falsified)"'] : []),
          ...(split ? ['write "§7.M.S: not applicable (no boundary or fairness claim falsified)"'] : []),
        ].join(' and '),
        subject: `${scenario.id}/not-applicable`,
      });
    }
  },
});
