import { isMissing } from '../plan/support.js';
import { sectionPlace } from '../report/support.js';
import { traceRule } from '../rule.js';

/** DST302. */
export default traceRule({
  id: 'DST302',
  name: 'claim-without-assessment',
  severity: 'error',
  summary:
    'The adequacy assessment has a row for every claim of the plan, with what actually ran and what that leaves.',
  why: 'The plan argued why its scenarios would be enough. Whether they were is known only after the run: a fault that did not land or a tier that was not met weakens the argument claim by claim.',
  examples: {
    failing:
      "## ⟦Adequacy assessment⟧\n\n| Claim | Plan's adequacy argument | What actually ran | Adequacy after this run |\n|---|---|---|---|\n| C1 | kills | S1 | adequate |\n| C2 | isolation | S2 | adequate |\n| C3 | failover | S3 | adequate |\n| C4 | surfaces | S4 | adequate |\n",
    passing:
      "## Adequacy assessment\n\n| Claim | Plan's adequacy argument | What actually ran | Adequacy after this run |\n|---|---|---|---|\n| C1–C4 | as in the plan | S1 to S4 | adequate |\n| C5 | timing | nothing | not established |\n",
  },
  check({ report, plan, index }, say) {
    if (!report.sections.some(({ key }) => key === 'adequacy')) return;
    const refs = report.adequacy.flatMap(({ claims }) => claims);
    const assessed = new Set(refs.map(({ id }) => id));
    for (const claim of plan.claims)
      if (!claim.withdrawn && !assessed.has(claim.id))
        say({
          range: sectionPlace(report, 'adequacy'),
          message: `the adequacy assessment leaves out ${claim.id}`,
          help: 'add a row: what ran, and whether that is adequate, weaker than planned, or establishes nothing',
          related: [{ range: claim.idRange, message: `${claim.id} in the plan`, source: plan.source }],
          subject: `${claim.id}/adequacy`,
        });
    for (const ref of refs)
      if (!index.claims.has(ref.id) && !index.missingClaims.has(ref.id))
        say({
          range: ref.range,
          message: `${ref.id} is no claim of the plan`,
          help: 'name the one that is meant',
          subject: `${ref.id}/foreign`,
        });
    for (const row of report.adequacy)
      for (const [what, cell] of [
        ['what actually ran', row.ran],
        ['the adequacy after this run', row.after],
      ] as const)
        if (cell !== undefined && isMissing(cell))
          say({
            range: cell.isBlank ? row.range : cell.visible,
            message: `the adequacy row of ${row.claims.map(({ id }) => id).join(', ')} does not say ${what}`,
            help: 'fill it from the rows of results',
            subject: `${row.claims[0]?.id ?? ''}/${what}`,
          });
  },
});
