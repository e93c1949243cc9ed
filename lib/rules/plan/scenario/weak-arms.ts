import { byPlace } from '../support.js';
import { countItems } from '../../../plan/surfaces.js';
import { planRule } from '../../rule.js';
import { content, placeOf, quoted } from './support.js';

export default planRule({
  id: 'DST184',
  name: 'weak-arms',
  severity: 'error',
  summary: 'Scenario arms are not named, belong to another scenario, or are fewer than the surfaces without a reason.',
  why: `One verdict for five surfaces is the verdict of the surface that ran: where the export arm was never built, the
row still says PASS. Arms make the gap visible (\`S5/export\`: NOT-RUN). Past three surfaces, or three categories of
claims, a single run has more than one oracle and cannot say which of them it was that passed.`,
  examples: {
    failing: `### Scenario S4: tenants_never_see_each_other_on_any_surface

- **Falsifies if it FAILs:** C4

#### §7.M.S — Surface decomposition

- **Surfaces:** gRPC API, HTTP gateway, nightly CSV export
- **Scenario arms:** ⟦S4/grpc, S4/http⟧
`,
    passing: `### Scenario S4: tenants_never_see_each_other_on_any_surface

- **Falsifies if it FAILs:** C4

#### §7.M.S — Surface decomposition

- **Surfaces:** gRPC API, HTTP gateway, nightly CSV export
- **Scenario arms:** S4/grpc, S4/export; HTTP is not an arm because the gateway translates to the same gRPC handlers
`,
  },
  check(plan, report, index) {
    if (plan.generation === 'older') return;
    for (const scenario of plan.scenarios) {
      const causes = index.surface(scenario);
      const block = scenario.surfaces.find(({ notApplicable }) => notApplicable === undefined);
      const field = block === undefined ? undefined : content(block.fields, 'arms');
      if (causes.length === 0 || block === undefined || field === undefined) continue;
      const { id } = scenario;
      const say = (range: typeof field.labelRange, message: string, help: string, what: string): void =>
        report({ range, message, help, subject: `${id}/§7.M.S/arms/${what}` });
      const own = new Set<string>();
      for (const refs of byPlace(scenario.arms))
        for (const ref of refs)
          if (ref.id === id) own.add(ref.arm?.toLowerCase() ?? '');
          else
            say(ref.range, `${ref.raw} is an arm of ${ref.id}, not of ${id}`, `write ${id}/${ref.arm ?? '…'}`, ref.raw);
      if (scenario.arms.length > own.size && own.size === 0) continue;
      const surfaces = content(block.fields, 'surfaces');
      const count = surfaces === undefined ? 0 : countItems(surfaces.value);
      const categories = new Set(
        scenario.falsifies.flatMap(
          (ref) => index.claims.get(ref.id)?.category?.categories.map(({ name }) => name) ?? [],
        ),
      );
      const reason = REASON.test(field.value.value);
      if (own.size === 0 && !reason)
        say(
          placeOf(field),
          `${id} names no arm: ${quoted(field.value)}`,
          `name one a surface: ${id}/api, ${id}/sdk`,
          'none',
        );
      else if (own.size < 2 && (count > 3 || categories.size > 3))
        say(
          placeOf(field),
          `${id} has ${count > 3 ? `${count} surfaces` : `claims of ${categories.size} categories`} and ${own.size === 0 ? 'no arms' : 'one arm'}: past three it must be split`,
          'give each surface an arm of its own, with its own §7.M block',
          'split',
        );
      else if (own.size < Math.min(count, 20) && own.size > 0 && !reason && surfaces !== undefined)
        say(
          placeOf(field),
          `${id} has ${count} surfaces and ${own.size === 1 ? 'one arm' : `${own.size} arms`}, and no reason for that`,
          'give each surface an arm, or say in the field why one arm covers more than one surface',
          'fewer',
        );
    }
  },
});

const REASON =
  /\b(?:because|since|same (?:code|handler|path)\w*|shares?|shared|covers?|covered|both|together|one arm|reason|not reachable|not built|out of scope)\b/i;
