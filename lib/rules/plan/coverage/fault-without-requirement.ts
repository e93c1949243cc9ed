import type { Text } from '../../../document/text.js';
import type { Scenario } from '../../../plan/model.js';
import { TOOLS } from '../../../vocabulary/tools.js';
import { planRule } from '../../rule.js';

/** Words before a tool's name that say that it is not used. */
const NEGATED = /\b(?:no|not|without|never|instead of|rather than|unlike|not via)\s+(?:\w+\s+){0,2}$/i;

export default planRule({
  id: 'DST151',
  name: 'fault-without-requirement',
  severity: 'warning',
  summary: 'A scenario injects faults or judges histories with a tool that no environment requirement provides for it.',
  why: `The capability probe reads §6b and nothing else. A tool that only the scenario mentions is discovered to be missing, or to lack
its privilege, in the middle of the run; the fault does not land, and the scenario passes on a healthy cluster.`,
  examples: {
    failing: `### Scenario S1: acknowledged_appends_survive_crash_of_any_node

- **Falsifies if it FAILs:** C1
- **Faults:** write errors by ⟦dm-flakey⟧ for 5 s
`,
    passing: `### Scenario S1: acknowledged_appends_survive_crash_of_any_node

- **Falsifies if it FAILs:** C1
- **Faults:** SIGKILL of a random node; no iptables rules are involved
`,
  },
  check(plan, report) {
    // A plan without requirements is DST109's.
    if (plan.requirements.length === 0) return;
    for (const tool of TOOLS) {
      const rows = plan.requirements.filter(({ row }) => row.cells.some((cell) => tool.provided.test(cell.value)));
      if (rows.some((row) => row.all)) continue;
      const provided = new Set(rows.flatMap((row) => row.scenarios.map(({ id }) => id)));
      for (const scenario of plan.scenarios) {
        if (provided.has(scenario.id)) continue;
        const use = useOf(scenario, tool.used);
        if (use === undefined) continue;
        const row = rows[0];
        report({
          range: use,
          message:
            row === undefined
              ? `${scenario.id} needs ${tool.name}, which no row of §6b provides`
              : `${scenario.id} needs ${tool.name}, and the row of §6b that provides it does not list ${scenario.id}`,
          help:
            row === undefined
              ? 'add a row with version, scenarios, install hint and a functional probe'
              : `add ${scenario.id} to that row`,
          ...(row === undefined ? {} : { related: [{ range: row.name.visible, message: 'this row provides it' }] }),
          subject: `${scenario.id}/${tool.name}`,
        });
      }
    }
  },
});

/** Where the scenario's faults, nemesis or checker speak of a tool that they use. */
function useOf(scenario: Scenario, used: RegExp): Text['range'] | undefined {
  const fields = [
    ...scenario.fields.filter(({ key }) => key === 'faults'),
    ...scenario.models.flatMap((block) => block.fields.filter(({ key }) => key === 'nemesis' || key === 'checker')),
  ];
  for (const { value } of fields) {
    const match = used.exec(value.value);
    if (match === null || NEGATED.test(value.value.slice(Math.max(0, match.index - 40), match.index))) continue;
    return value.source(match.index, match.index + match[0].length);
  }
  return undefined;
}
