import type { Counts } from './result.js';
import type { Parsed } from './run.js';

/** How much there was to check in a document: what a summary states, so that "clean" cannot mean "not looked at". */
export function countsOf({ plan, report, log }: Parsed): Counts {
  if (report !== undefined)
    return {
      results: report.results.length,
      findings: report.findings.length,
      boxes: report.audits.flatMap(({ items }) => items).length,
    };
  if (log !== undefined) return { events: log.timeline.length, rows: log.verdicts.length };
  if (plan === undefined) return {};
  let fields = plan.header.length;
  for (const { fields: own, models, surfaces } of plan.scenarios) {
    fields += own.length;
    for (const block of [...models, ...surfaces]) fields += block.fields.length;
  }
  return {
    claims: plan.claims.length,
    hypotheses: plan.hypotheses.length,
    scenarios: plan.scenarios.length,
    fields,
  };
}

/** Adds counts up. */
export function addCounts(a: Counts, b: Counts): Counts {
  const sum: Record<string, number> = { ...a };
  for (const [what, count] of Object.entries(b)) sum[what] = (sum[what] ?? 0) + count;
  return sum;
}
