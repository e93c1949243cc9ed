import { scenarioVerdicts, stated } from '../rules/report/support.js';
import type { Session } from '../session/load.js';
import { sessionVerdict } from '../verdict/aggregate.js';
import { countsOf, testedOf, type SessionSummary } from './session-summary.js';

const CALLED = 'as the report calls it';

/**
 * The summary of a session in the public pack's form, which has a report and no evidence records: what the report
 * states, said to be just that. Undefined where there is evidence, or no report with a row.
 */
export function statedSummary(session: Session): SessionSummary | undefined {
  const { report, plan } = session;
  if (session.arms.size > 0 || report === undefined || report.results.length === 0) return undefined;
  const called = report.sessionVerdict?.value;
  const scenarios = report.results.map((entry) => ({
    key: entry.key,
    verdict: stated(entry) ?? 'no verdict',
    name: entry.aggregate || entry.arm === undefined ? plan?.index.scenarios.get(entry.id)?.name : undefined,
    why: entry.verdictCell?.remark.replace(/^\(([^()]*)\)$/, '$1') ?? '',
  }));
  const rows = new Set(report.results.map(({ id }) => id));
  return {
    verdict: called ?? sessionVerdict(scenarioVerdicts(report.results).map((verdict) => ({ verdict }))).verdict,
    reason: called === undefined ? 'as the rows of the report give it' : CALLED,
    tested: testedOf(session),
    counts: countsOf(scenarioVerdicts(report.results)),
    scenarios: scenarios.map((one) => ({ ...one, why: one.why === '' ? CALLED : one.why })),
    notCovered: [
      ...(plan === undefined ? ['the plan was not found: nothing is checked against it'] : []),
      'there are no evidence records: figures, hashes, fault windows and verdicts are taken as the report states them, and only log, report and plan are held against each other',
      ...scenarios.filter(({ verdict }) => verdict === 'NOT-RUN').map(({ key }) => `${key} did not run`),
      ...(plan?.plan.scenarios ?? []).filter(({ id }) => !rows.has(id)).map(({ id }) => `${id} has no row`),
    ],
  };
}
