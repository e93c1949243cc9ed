import type { AdequacyRow } from '../../../plan/model.js';
import { planRule } from '../../rule.js';
import { idList, isNegativeClaim, isPlaceholder } from '../support.js';

/** `(a)`, `(a, b)`, `(a–c)`: letters of threats in a cell of scenarios. */
const LETTERS = /\(\s*([a-z](?:\s*(?:,|;|&|\+|\/|-|–|and|to)\s*[a-z])*)\s*\)/g;

export default planRule({
  id: 'DST187',
  name: 'threat-without-scenario',
  severity: 'error',
  summary: 'A threat of the adequacy argument is exercised by no scenario.',
  why: `The threats of a row are the ways in which the claim could break. A threat without a scenario is a way in which it can break
during a run that ends in PASS, while the row, as a whole, looks argued.`,
  examples: {
    failing: `## 7b. Coverage adequacy argument

| Claim | Threat model | Scenarios that exercise the threats | Why these are sufficient |
|---|---|---|---|
| C1 | (a) crash before fsync, (b) ⟦lost tail on recovery⟧ | S1 (a) | kills are spread over the write path |
`,
    passing: `## 7b. Coverage adequacy argument

| Claim | Threat model | Scenarios that exercise the threats | Why these are sufficient |
|---|---|---|---|
| C1 | (a) crash before fsync, (b) lost tail on recovery | S1 (a, b) | kills are spread over the write path |
| C2 | (a) stale reads, (b) split votes | S2 | both happen in each window |
`,
  },
  check(plan, report, index) {
    for (const row of plan.adequacy) {
      if (isPlaceholder(row.scenarioText)) continue;
      const claims = row.claims.map(({ id }) => id);
      const name = idList(claims) || row.claimText.value.trim().slice(0, 30);
      if (row.scenarios.length === 0) {
        // A claim that no scenario falsifies at all is DST131's; here the row forgot to name those that do.
        if (claims.some((id) => index.residualsOf.has(id)) || isNegativeClaim(row, index.claims.get(claims[0] ?? '')))
          continue;
        if (!claims.some((id) => index.falsifiedBy.has(id))) continue;
        report({
          range:
            row.scenarioText === undefined || row.scenarioText.isBlank
              ? row.claimText.visible
              : row.scenarioText.visible,
          message: `the adequacy row of ${name} cites no scenario`,
          help: 'name the scenarios that exercise its threats',
          subject: `§7b/${name}`,
        });
        continue;
      }
      if (claims.some((id) => index.residualsOf.has(id))) continue;
      const letters = lettersOf(row);
      if (letters === undefined) continue;
      for (const { letter, text } of row.threats) {
        if (letter === undefined || letters.has(letter)) continue;
        report({
          range: text.visible,
          message: `threat (${letter}) of ${name} is exercised by no scenario of its row`,
          help: `write "(${letter})" behind the scenario that exercises it, add one, or give the threat a row in §7c`,
          subject: `§7b/${name}/${letter}`,
        });
      }
    }
  },
});

/** The letters that the scenarios of a row answer for; undefined where one of them has none and may answer for all. */
function lettersOf(row: AdequacyRow): ReadonlySet<string> | undefined {
  const letters = new Set<string>();
  let groups = 0;
  for (const match of row.scenarioText?.value.matchAll(LETTERS) ?? []) {
    groups++;
    const list = match[1] ?? '';
    let previous = '';
    for (const part of list.matchAll(/[a-z](?=\s*(?:,|;|&|\+|\/|-|–|\band\b|\bto\b|$))|-|–|\bto\b/g)) {
      const sign = part[0];
      if (/^[a-z]$/.test(sign)) {
        if (previous.startsWith('-'))
          for (let code = previous.charCodeAt(1); code < sign.charCodeAt(0); code++)
            letters.add(String.fromCharCode(code));
        letters.add(sign);
        previous = sign;
      } else previous = `-${previous}`;
    }
  }
  const cited = new Set(row.scenarios.map(({ at }) => at)).size;
  return groups === 0 || groups < cited ? undefined : letters;
}
