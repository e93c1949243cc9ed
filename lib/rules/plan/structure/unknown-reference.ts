import { refsIn, type Ref } from '../../../document/ids.js';
import { fieldOf } from '../../../plan/fields.js';
import type { PlanIndex } from '../../../plan/index.js';
import type { Plan } from '../../../plan/model.js';
import { planRule } from '../../rule.js';
import { byPlace, idList } from '../support.js';

const FAMILY: Readonly<Record<string, string>> = {
  C: 'claim of §1b',
  M: 'missing claim of §1c',
  H: 'hypothesis of §4',
  S: 'scenario of §7',
  T: 'technique of §6',
};

export default planRule({
  id: 'DST126',
  name: 'unknown-reference',
  severity: 'error',
  soundness: true,
  summary:
    'A field or a table refers to a claim, missing claim, hypothesis, scenario or technique that the plan does not define.',
  why: `A reference into nothing reads like coverage. A scenario that falsifies C70 where C7 was meant leaves C7 untested and
looks complete in every table; after a renumbering, whole rows of the adequacy argument speak of other claims than the
scenarios do.`,
  examples: {
    failing: `### Scenario S1: acknowledged_appends_survive_crash_of_any_node

- **Falsifies if it FAILs:** C1, ⟦C70⟧
- **Closes:** ⟦H1–H7⟧
`,
    passing: `### Scenario S1: acknowledged_appends_survive_crash_of_any_node

- **Falsifies if it FAILs:** C01 (whole), M1.
- **Closes:** H1–H3
`,
  },
  check(plan, report, index) {
    const techniques = new Set(plan.techniques.map(({ id }) => id));
    for (const { where, refs } of referencesOf(plan)) {
      for (const place of byPlace(refs)) {
        const unknown = place.filter((ref) => !isDefined(plan, index, techniques, ref)).map((ref) => ref.id);
        const first = place[0];
        if (unknown.length === 0 || first === undefined) continue;
        const what = FAMILY[first.family] ?? 'id';
        report({
          range: first.range,
          message: `${where} ${place.length > 1 ? `names ${first.raw}, and ${idList(unknown)} ${unknown.length > 1 ? 'are' : 'is'} no ${what}` : `names ${first.id}, which is no ${what}`}`,
          help: 'correct the id, or define what it names',
          subject: `${where}/${first.raw}`,
        });
      }
    }
  },
});

/** An id of a family of which the plan defines nothing is not reported: then the definitions are what is missing. */
function isDefined(plan: Plan, index: PlanIndex, techniques: ReadonlySet<string | undefined>, ref: Ref): boolean {
  switch (ref.family) {
    case 'C':
      return plan.claims.length === 0 || index.claims.has(ref.id);
    case 'M':
      return index.missingClaims.has(ref.id);
    case 'H':
      return plan.hypotheses.length === 0 || index.hypotheses.has(ref.id);
    case 'S':
      return plan.scenarios.length === 0 || index.scenarios.has(ref.id);
    case 'T':
      return techniques.has(ref.id);
    default:
      return true;
  }
}

function referencesOf(plan: Plan): { where: string; refs: readonly Ref[] }[] {
  const numbered = plan.techniques.some(({ id }) => id !== undefined);
  return [
    ...plan.hypotheses.map(({ id, falsifies }) => ({ where: id, refs: falsifies })),
    ...plan.matrix.map(({ claims, hypotheses, scenarios }) => ({
      where: 'the matrix row',
      refs: [...claims, ...hypotheses.map(shifted(1)), ...scenarios.map(shifted(2))],
    })),
    ...plan.techniques.map(({ id, name, hypotheses }) => ({ where: `technique ${id ?? name}`, refs: hypotheses })),
    ...plan.requirements.map(({ name, scenarios }) => ({
      where: `requirement "${name.value.trim()}"`,
      refs: scenarios,
    })),
    ...plan.scenarios.flatMap((scenario) => {
      const technique = fieldOf(scenario.fields, 'technique')?.value;
      return [
        { where: scenario.id, refs: scenario.falsifies },
        { where: scenario.id, refs: scenario.closes },
        { where: scenario.id, refs: numbered && technique !== undefined ? refsIn(technique, 'T', true) : [] },
      ];
    }),
    ...plan.adequacy.map(({ claims, scenarios }) => ({
      where: 'the adequacy row',
      refs: [...claims, ...scenarios.map(shifted(1))],
    })),
    ...(plan.confidence?.aspects ?? []).map(({ claims }) => ({ where: 'the confidence table', refs: claims })),
  ];
}

/** References out of different cells must not be taken for one place, though their offsets in the cells agree. */
function shifted(cell: number): (ref: Ref) => Ref {
  return (ref) => ({ ...ref, at: ref.at + cell * 1_000_000 });
}
