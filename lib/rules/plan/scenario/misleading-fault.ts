import type { Plan } from '../../../plan/model.js';
import { FALSE_FAULTS, type FalseFault } from '../../../vocabulary/faults.js';
import { planRule } from '../../rule.js';
import { content, quoted, sentences } from './support.js';

export default planRule({
  id: 'DST180',
  name: 'misleading-fault',
  severity: 'warning',
  summary: 'A fault is injected by a mechanism that is known not to cause it.',
  why: `Some recipes that everybody copies do nothing. \`kill -9\` loses no acknowledged write, because the page cache
outlives the process; \`date -s\` in a container moves the clock of the whole host; libfaketime does not reach a Go
program; a duplicated packet never becomes a duplicated request over TCP. The run then passes, the landing evidence of
the mechanism is even there, and the fault that the claim is about was never tried.`,
  examples: {
    failing: `### Scenario S1: acknowledged_appends_survive_crash_of_any_node

- **Falsifies if it FAILs:** C1
- **Faults:** ⟦power loss, simulated by kill -9 of the leader⟧; restart after 3 s
`,
    passing: `### Scenario S1: acknowledged_appends_survive_crash_of_any_node

- **Falsifies if it FAILs:** C1
- **Faults:** kill -9 of the leader, which is not a power loss; then a power loss by lazyfs clear-cache
`,
  },
  check(plan, report) {
    const system = systemText(plan);
    const table = FALSE_FAULTS.filter((fault) => fault.system === undefined || fault.system.test(system));
    for (const scenario of plan.scenarios) {
      const seen = new Set<FalseFault>();
      const fields = [
        content(scenario.fields, 'faults'),
        ...scenario.models.map((block) => content(block.fields, 'nemesis')),
      ];
      for (const field of fields) {
        if (field === undefined || !ANY.test(field.value.value)) continue;
        for (const sentence of sentences(field.value.value))
          for (const fault of table) {
            if (seen.has(fault) || !fault.means.test(sentence.text)) continue;
            if (fault.claims?.test(sentence.text) === false || fault.unless?.test(sentence.text) === true) continue;
            seen.add(fault);
            report({
              range: field.value.slice(sentence.at, sentence.end).visible,
              message: `${scenario.id} injects ${fault.name}: ${quoted(field.value.slice(sentence.at, sentence.end))}; ${fault.why}`,
              help: fault.instead,
              subject: `${scenario.id}/${field.key}/${fault.name}`,
            });
          }
      }
    }
  },
});

/** A first look that spares most fields the table. */
const ANY = /kill|date |timedatectl|faketime|netem|\btc\b|packet|flakey|nobarrier|eatmydata|barrier=0|crash|loss/i;

/** What the plan says of the system itself: header and title. */
function systemText(plan: Plan): string {
  const sut = plan.header.find(({ key }) => key === 'sut')?.value.value ?? '';
  return `${plan.title?.slug ?? ''} ${sut}`.toLowerCase();
}
