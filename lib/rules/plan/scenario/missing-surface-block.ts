import { planRule } from '../../rule.js';
import { missingBlock } from './missing-block.js';

const BLOCK = {
  name: '§7.M.S',
  title: 'Surface decomposition',
  parts: 'surfaces, operations, adversarial inputs, controls, paths and arms',
};

export default planRule({
  id: 'DST182',
  name: 'missing-surface-block',
  severity: 'error',
  soundness: true,
  summary: 'A scenario that falsifies a boundary or fairness claim has no §7.M.S block, or declares it not applicable.',
  why: `A boundary is as strong as its weakest surface: the API checks the tenant, the nightly export does not. A
fairness claim is about the worst group, and an aggregate hides it. A test of one surface, or of the average, passes on
systems that leak every day, so the scenario must say which surfaces there are and give each an arm of its own.`,
  examples: {
    failing: `### Scenario ⟦S4⟧: tenants_never_see_each_other_on_any_surface

- **Falsifies if it FAILs:** C4
- **Oracle:** every request with a foreign identifier is denied
`,
    passing: `### Scenario S4: tenants_never_see_each_other_on_any_surface

- **Falsifies if it FAILs:** C4
- **Oracle:** every request with a foreign identifier is denied

#### §7.M.S — Surface decomposition

- **Surfaces:** gRPC API, HTTP gateway, nightly CSV export
`,
  },
  check(plan, report, index) {
    if (plan.generation === 'older') return;
    for (const scenario of plan.scenarios) {
      const cause = index.surface(scenario)[0];
      if (cause !== undefined) missingBlock(report, scenario, cause, scenario.surfaces, BLOCK);
    }
  },
});
