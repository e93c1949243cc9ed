import { refsIn } from '../../document/ids.js';
import { fieldOf } from '../../plan/fields.js';
import { traceRule } from '../rule.js';

/** Categories whose violation is data loss, corruption or unsafety, which is P0 (formats.md §3). */
const GRAVE: ReadonlySet<string> = new Set(['safety', 'durability', 'isolation', 'idempotency']);

/** DST309. */
export default traceRule({
  id: 'DST309',
  name: 'severity-below-claim',
  severity: 'warning',
  summary: 'A finding of the system against a claim of safety or durability is no P3, or says why it is one.',
  why: 'P3 means that no user is affected. Where an acknowledged write is lost or two holders have one lock, that is hardly so, and a bare P3 is how such a finding is sorted to the end. Reasons there may be: they belong behind the severity.',
  examples: {
    failing:
      '## Findings\n\n### Finding F1: an acknowledged append is lost\n\n- **Scenario:** S1\n- **Hypothesis addressed:** H1\n- **What happened:** number 41 is missing\n- **Reduction classification:** SUT\n- **Severity:** ⟦P3⟧\n',
    passing:
      '## Findings\n\n### Finding F1: an acknowledged append is lost\n\n- **Scenario:** S1\n- **Hypothesis addressed:** H1\n- **What happened:** number 41 is missing\n- **Reduction classification:** SUT\n- **Severity:** P3 (only with the debug flag, which no release sets)\n',
  },
  check({ report, plan, index }, say) {
    for (const { id, title, fields, scenarios, hypotheses, text } of report.findings) {
      const severity = fieldOf(fields, 'severity')?.value;
      const blame = fieldOf(fields, 'blame')?.value.value ?? '';
      const bare = /^\W*(P3)\b\W*(?:\w+\W*){0,2}$/i.exec(severity?.value ?? '');
      if (severity === undefined || bare === null || !/^\W*SUT\b/i.test(blame)) continue;
      const against = scenarios
        .flatMap((ref) => index.scenarios.get(ref.id)?.falsifies ?? [])
        .map(({ id: claim }) => claim);
      // The finding says which of them it is about: in its own words, else by its hypothesis.
      const named = refsIn(text, 'C').map(({ id: claim }) => claim);
      const supposed = hypotheses
        .flatMap((ref) => index.hypotheses.get(ref.id)?.falsifies ?? [])
        .map(({ id: claim }) => claim);
      const about = [named, supposed]
        .map((ids) => against.filter((claim) => ids.includes(claim)))
        .find((claims) => claims.length > 0);
      const claim = (about ?? against)
        .map((one) => index.claims.get(one))
        .find((one) => one?.category?.categories.some(({ name }) => GRAVE.has(name)));
      if (claim === undefined) continue;
      const category = claim.category?.categories.find(({ name }) => GRAVE.has(name))?.name ?? '';
      say({
        range: severity.visible,
        message: `finding ${id ?? title} is called ${bare[1]?.toUpperCase() ?? ''} without a reason, and ${claim.id} is a claim of ${category}`,
        help: 'P0 is data loss, corruption or a safety violation; where this is less, say why behind it',
        related: [{ range: claim.idRange, message: `${claim.id} in the plan`, source: plan.source }],
        subject: `${id ?? title}/severity`,
      });
    }
  },
});
