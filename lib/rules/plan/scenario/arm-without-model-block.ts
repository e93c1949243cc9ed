import { refsIn } from '../../../document/ids.js';
import { planRule } from '../../rule.js';

export default planRule({
  id: 'DST173',
  name: 'arm-without-model-block',
  severity: 'error',
  soundness: true,
  summary: 'A declared scenario arm has no §7.M block of its own.',
  why: `Each arm gets a verdict of its own, so each needs its own model, history and checker: the API and the nightly
export of one tenant boundary leak in different ways and are seen by different instruments. An arm that borrows another
arm's block is run with an oracle that was never made for it, and the scenario's verdict then rests on one surface.`,
  examples: {
    failing: `### Scenario S4: tenants_never_see_each_other_on_any_surface

- **Falsifies if it FAILs:** C4

#### §7.M.S — Surface decomposition

- **Surfaces:** gRPC API, HTTP gateway
- **Scenario arms:** S4/grpc, ⟦S4/http⟧

#### §7.M — S4/grpc

- **Model under test:** map
`,
    passing: `### Scenario S4: tenants_never_see_each_other_on_any_surface

- **Falsifies if it FAILs:** C4

#### §7.M.S — Surface decomposition

- **Surfaces:** gRPC API, HTTP gateway
- **Scenario arms:** S4/grpc, S4/http

#### §7.M — S4/grpc

- **Model under test:** map

#### §7.M — Model / history / checker discipline (arm HTTP)

- **Model under test:** map
`,
  },
  check(plan, report) {
    for (const scenario of plan.scenarios) {
      const blocks = scenario.models.filter(({ notApplicable }) => notApplicable === undefined);
      const openings = blocks.map(({ opening }) => ({
        text: opening.value.toLowerCase(),
        arms: new Set(
          refsIn(opening, 'S', true).flatMap(({ id, arm }) =>
            id === scenario.id && arm !== undefined ? [arm.toLowerCase()] : [],
          ),
        ),
      }));
      const all = openings.some(({ text }) =>
        /\b(?:all|every|each|both)\s+(?:of the\s+)?(?:\w+\s+)?arms?\b/.test(text),
      );
      const seen = new Set<string>();
      for (const ref of scenario.arms) {
        const arm = ref.arm?.toLowerCase() ?? '';
        if (seen.has(arm) || ref.id !== scenario.id) continue;
        seen.add(arm);
        if (
          all ||
          openings.some(
            ({ text, arms }) => arms.has(arm) || (arms.size === 0 && !/\bs\d+\//.test(text) && hasWord(text, arm)),
          )
        )
          continue;
        report({
          range: ref.range,
          message: `arm ${ref.id}/${ref.arm ?? ''} has no §7.M block of its own`,
          help: `add "#### §7.M — ${ref.id}/${ref.arm ?? ''}" with its model, history, checker, nemesis, ambiguous outcomes and reduction plan`,
          related: [{ range: scenario.idRange, message: `${scenario.id} begins here` }],
          subject: `${ref.id}/${ref.arm ?? ''}/§7.M`,
        });
      }
    }
  },
});

/** True where a heading says the arm's name alone: `§7.M — arm http`. */
function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1))
    if (!/[\w-]/.test(text[at - 1] ?? ' ') && !/[\w-]/.test(text[at + word.length] ?? ' ')) return true;
  return false;
}
