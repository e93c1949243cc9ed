import type { Section } from '../../../plan/model.js';
import { sectionName } from '../../../plan/sections.js';
import { SECTION_KEYS } from '../../../vocabulary/sections.js';
import { planRule } from '../../rule.js';

export default planRule({
  id: 'DST108',
  name: 'section-out-of-order',
  severity: 'warning',
  summary: 'A section stands out of order.',
  why: `The order is the order of the argument: claims before the hypotheses that could break them, scenarios before the
claim that they suffice. A reviewer who meets the conclusion first checks the rest against it, not the other way round.`,
  examples: {
    failing: `## 6b. Environment requirements
<!-- absent -->

## 9. Open questions / followups

- Should the table be in the snapshot? Owner: storage team, 2026-04-30.

## ⟦6b. Environment requirements⟧

| Requirement | Version floor | Used by scenarios | Install hint |
|---|---|---|---|
| ledgerd binaries | 2.4.0 | all | built by \`make\` |
`,
    passing: `## 8. What this plan does NOT cover

- The web console.

## 9. Open questions / followups

- Should the table be in the snapshot? Owner: storage team, 2026-04-30.
`,
  },
  check(_plan, report, index) {
    const sections = [...index.sections.values()].sort((a, b) => a.range.start - b.range.start);
    const kept = inOrder(sections);
    for (const section of sections) {
      if (kept.has(section)) continue;
      const before = SECTION_KEYS.slice(0, SECTION_KEYS.indexOf(section.key)).reverse();
      const anchor = before
        .map((key) => index.sections.get(key))
        .find((other) => other !== undefined && kept.has(other));
      report({
        range: section.heading.text.visible,
        message: `${sectionName(section.key)} stands out of order`,
        help: anchor === undefined ? 'move it to the beginning' : `move it behind ${sectionName(anchor.key)}`,
        subject: `§${section.key}/order`,
      });
    }
  },
});

/** The longest run of sections that is in order: what is not in it is what was moved. */
function inOrder(sections: readonly Section[]): ReadonlySet<Section> {
  const best: { length: number; before: number }[] = [];
  const rank = sections.map((section) => SECTION_KEYS.indexOf(section.key));
  for (let i = 0; i < sections.length; i++) {
    let here = { length: 1, before: -1 };
    for (let j = 0; j < i; j++) {
      const length = (best[j]?.length ?? 0) + 1;
      if ((rank[j] ?? 0) < (rank[i] ?? 0) && length > here.length) here = { length, before: j };
    }
    best.push(here);
  }
  const kept = new Set<Section>();
  let at = best.reduce((most, here, i) => (here.length > (best[most]?.length ?? 0) ? i : most), 0);
  for (let section = sections[at]; section !== undefined; section = sections[at]) {
    kept.add(section);
    at = best[at]?.before ?? -1;
  }
  return kept;
}
