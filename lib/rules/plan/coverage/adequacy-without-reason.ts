import { planRule } from '../../rule.js';
import { idList, isMissing } from '../support.js';

const EMPTY_WORDS =
  /^\W*(?:yes|ok(?:ay)?|sufficient|enough|obvious(?:ly)?|self-evident|clear(?:ly)?|they are|it is|because|good enough|should be enough|see (?:scenarios?|plan))\W*$/i;

export default planRule({
  id: 'DST190',
  name: 'adequacy-without-reason',
  severity: 'error',
  summary: 'A row of the adequacy argument does not say why its scenarios suffice, or names no threat.',
  why: `This cell is the argument; the rest of the row is bookkeeping. "Sufficient" cannot be disagreed with. A reason such as "kills
are spread over the whole write path" can, and that is how a reviewer finds the path that they are not spread over.`,
  examples: {
    failing: `## 7b. Coverage adequacy argument

| Claim | Threat model | Scenarios that exercise the threats | Why these are sufficient |
|---|---|---|---|
| ⟦C1⟧ | (a) crash before fsync | S1 (a) | n/a |
`,
    passing: `## 7b. Coverage adequacy argument

| Claim | Threat model | Scenarios that exercise the threats | Why these are sufficient |
|---|---|---|---|
| C1 | (a) crash before fsync | S1 (a) | kills are spread over the whole write path |
`,
  },
  check(plan, report) {
    for (const { row, claims, claimText, threatText, why } of plan.adequacy) {
      const lacking = [
        ...(isMissing(threatText) ? ['how the claim could break'] : []),
        ...(isMissing(why) || EMPTY_WORDS.test(why?.value ?? '') ? ['why the scenarios suffice'] : []),
      ];
      if (lacking.length === 0) continue;
      const name = idList(claims.map(({ id }) => id)) || claimText.value.trim().slice(0, 30);
      report({
        range: claimText.isBlank ? row.range : claimText.visible,
        message: `the adequacy row of ${name} does not say ${idList(lacking)}`,
        help: 'write what a reviewer could disagree with: which part of the threat each scenario reaches, and how',
        subject: `§7b/${name}/why`,
      });
    }
  },
});
