import { sectionName } from '../../../plan/sections.js';
import { SURFACE_CATEGORIES } from '../../../vocabulary/claims.js';
import { planRule } from '../../rule.js';
import { idList, isEmptySection } from '../support.js';

export default planRule({
  id: 'DST196',
  name: 'missing-aspect-table',
  severity: 'error',
  summary:
    'A plan with a boundary or fairness claim has no per-aspect confidence table, or none with a row for that claim.',
  why: `A boundary leaks through one surface at a time and a group starves alone. One word for the whole claim averages the tested
surfaces with the untested ones; the table keeps "high on the API, nothing on the export" apart.`,
  examples: {
    failing: `## ⟦7d. Confidence statement⟧

No leak was observed on the tested surfaces.
`,
    passing: `## 7d. Confidence statement

No leak was observed on the tested surfaces.

| Claim | Aspect | Confidence | Reason |
|---|---|---|---|
| C4 | gRPC API | high | every identifier class is probed |
`,
  },
  check(plan, report, index) {
    const section = index.sections.get('7d');
    // Older plans have neither surfaces nor this table.
    if (section === undefined || plan.generation === 'older' || isEmptySection(section)) return;
    const aspects = plan.confidence?.aspects ?? [];
    const claims = plan.claims.filter(
      ({ category, withdrawn }) => !withdrawn && category?.categories.some(({ name }) => SURFACE_CATEGORIES.has(name)),
    );
    const rated = new Set(aspects.flatMap((aspect) => aspect.claims.map(({ id }) => id)));
    // A table without a column of claims is about all of them.
    const missing = claims.filter(({ id }) => aspects.length === 0 || (rated.size > 0 && !rated.has(id)));
    const first = missing[0];
    if (first === undefined) return;
    report({
      range: section.heading.text.visible,
      message:
        aspects.length === 0
          ? `${sectionName('7d')} has no per-aspect confidence table, and ${idList(missing.map(({ id }) => id))} ${missing.length > 1 ? 'are' : 'is'} about boundaries or fairness`
          : `the confidence table has no row for ${idList(missing.map(({ id }) => id))}`,
      help: 'add a table Claim, Aspect, Confidence, Reason with a row for each surface or group',
      related: [{ range: first.idRange, message: `${first.id} is defined here` }],
      subject: '§7d/aspects',
    });
  },
});
