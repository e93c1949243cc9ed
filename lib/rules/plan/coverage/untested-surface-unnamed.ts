import { refsIn } from '../../../document/ids.js';
import { fieldOf } from '../../../plan/fields.js';
import type { Plan } from '../../../plan/model.js';
import { withoutRemarks } from '../../../plan/surfaces.js';
import { planRule } from '../../rule.js';
import { isPlaceholder } from '../support.js';

/** Words that say nothing about which uncertainty is meant. */
const COMMON = new Set(
  'all and any are both but can for had has have its may not nor now off one our out per the too two use was who why with yet you about above after again against claim claims cluster could every first their there these thing those under until where which while whole without would scenario scenarios tested untested surface surfaces behaviour behavior exercise exercised system other older between during through cannot'.split(
    ' ',
  ),
);

export default planRule({
  id: 'DST195',
  name: 'untested-surface-unnamed',
  severity: 'error',
  summary: 'The confidence statement does not name a residual uncertainty, or a surface that has no arm.',
  why: `The confidence statement is read alone. Who takes from it that tenants are kept apart must also read there that the export was
never looked at; a limit that stands only in a table further up is a limit that nobody was told.`,
  examples: {
    failing: `## 7c. Residual uncertainty

| Uncertainty | Why uncovered | Why acceptable today | When to revisit |
|---|---|---|---|
| Torn sectors on power loss | no hardware | batteries | when they are removed |

## 7d. Confidence statement

⟦No⟧ lost append was observed under crashes of single nodes.
`,
    passing: `## 7c. Residual uncertainty

| Uncertainty | Why uncovered | Why acceptable today | When to revisit |
|---|---|---|---|
| Torn sectors on power loss | no hardware | batteries | when they are removed |

## 7d. Confidence statement

No lost append was observed under crashes of single nodes. Power loss was not injected.
`,
  },
  check(plan, report) {
    const prose = plan.confidence?.prose;
    if (prose === undefined || prose.isBlank || isPlaceholder(prose)) return;
    const says = ` ${prose.value.toLowerCase()} `;
    // A statement that sends its reader to §7c as a whole has named all of it.
    const wholesale = /§\s?7c|\bsection 7c\b|\b7c\b|\bresidual (?:uncertaint|risk|row|table)/i.test(says);
    const spoken = new Set(says.match(/[\p{L}\d]{3,}/gu)?.map(stem) ?? []);
    const ids = new Set(refsIn(prose, 'CMHS', true).map(({ id }) => id));
    const range = { start: prose.visible.start, end: (plan.confidence?.sentences[0] ?? prose).visible.end };
    for (const { uncertainty, refs } of wholesale ? [] : plan.residuals) {
      if (isPlaceholder(uncertainty) || uncertainty.isBlank) continue;
      if (refs.some(({ id }) => ids.has(id))) continue;
      const words =
        uncertainty.value
          .toLowerCase()
          .match(/[\p{L}\d]{3,}/gu)
          ?.filter((word) => !COMMON.has(word)) ?? [];
      if (words.length === 0 || words.some((word) => spoken.has(stem(word)))) continue;
      report({
        range,
        message: `the confidence statement does not mention the residual uncertainty "${uncertainty.value.trim().slice(0, 60)}"`,
        help: 'name it in a sentence, or refer the reader to §7c',
        related: [{ range: uncertainty.visible, message: 'the residual row is here' }],
        subject: `§7d/${uncertainty.value.trim().slice(0, 40)}`,
      });
    }
    for (const { scenario, surface } of surfacesWithoutArm(plan)) {
      const words =
        surface
          .toLowerCase()
          .match(/[\p{L}\d]{3,}/gu)
          ?.filter((word) => !COMMON.has(word)) ?? [];
      if (words.length === 0 || words.some((word) => spoken.has(stem(word)) || says.includes(word))) continue;
      report({
        range,
        message: `the confidence statement does not mention "${surface}", a surface of ${scenario} without an arm`,
        help: 'say that it is untested, or give it an arm',
        subject: `§7d/${scenario}/${surface.slice(0, 40)}`,
      });
    }
  },
});

/** Enough of a word to recognise it in another form. */
function stem(word: string): string {
  return word.length > 6 ? word.slice(0, 6) : word.replace(/(?:es|s)$/, '');
}

/** Surfaces of §7.M.S blocks that no arm is named after, where there are fewer arms than surfaces. */
function surfacesWithoutArm(plan: Plan): { scenario: string; surface: string }[] {
  return plan.scenarios.flatMap((scenario) =>
    scenario.surfaces.flatMap((block) => {
      const surfaces = fieldOf(block.fields, 'surfaces')?.value.value;
      const arms = fieldOf(block.fields, 'arms')?.value.value.toLowerCase();
      if (surfaces === undefined || arms === undefined || scenario.arms.length === 0) return [];
      const names = withoutRemarks(surfaces)
        .split(/[,;\n]|\band\b/)
        .map((name) => name.replace(/^[\s.*-]+|[\s.]+$/g, ''))
        .filter((name) => name !== '' && name.length <= 60);
      if (names.length <= new Set(scenario.arms.map(({ arm }) => arm)).size) return [];
      return names
        .filter((name) => {
          const words = name.toLowerCase().match(/[\p{L}\d]{2,}/gu) ?? [];
          return words.length > 0 && !words.some((word) => arms.includes(word.slice(0, 5)));
        })
        .map((surface) => ({ scenario: scenario.id, surface }));
    }),
  );
}
