import { measured } from '../../evidence/facts.js';
import { plannedBudget } from '../../plan/budget-planned.js';
import { fieldOf } from '../../plan/fields.js';
import type { Session } from '../../session/load.js';
import type { ArmState } from '../../session/state.js';
import { isPass, stated, verdictPlace } from '../report/support.js';
import { sessionRule, type SessionFinding } from '../rule.js';
import { armsWith, valuePlace } from './support.js';

/** Dimensions that a budget of the plan may name and budget.json leave out. */
const OPTIONAL: ReadonlySet<string> = new Set([
  ...['clients', 'operations', 'keys', 'shards', 'data', 'jobs', 'tasks'],
  ...['rounds', 'runs', 'iterations', 'trials', 'repeats', 'repetitions', 'schedules', 'executions', 'sequences'],
]);

/** DST411. */
export default sessionRule({
  id: 'DST411',
  name: 'budget-not-the-plans',
  severity: 'error',
  soundness: true,
  summary:
    'Budgets are those of the plan, what is called met is shown by the artifacts, and a pass below the smoke budget says so.',
  why: 'A hardening budget that shrinks between plan and evidence was met by definition. Seeds, windows, operations and duration are counted from the files, so that "met" is no opinion. PASS-smoke is the weakest pass of the tree: it does not say that the smoke budget was met, so a run that fell short of it says so in its row.',
  examples: {
    failing: 'evidence/S1/budget.json\n- "fault_windows": 4,\n+ "fault_windows": 3,\n',
    passing: 'evidence/S1/budget.json\n- "operations": 480\n+ "operations": 470\n',
  },
  check(session, say) {
    for (const arm of armsWith(session)) {
      const { budget } = arm.evidence;
      const scenario = session.states.find(({ arms }) => arms.some(({ key }) => key === arm.key))?.scenario;
      if (budget?.value === undefined) continue;
      const planned = plannedBudget(scenario);
      for (const tier of ['smoke', 'hardening'] as const) {
        const field = scenario === undefined ? undefined : fieldOf(scenario.fields, tier);
        for (const [dimension, wanted] of Object.entries(planned[tier])) {
          const recorded = budget.value.planned[tier][dimension];
          if (recorded === undefined ? OPTIONAL.has(dimension) || wanted === 0 : recorded >= wanted) continue;
          say({
            source: budget.source,
            range: valuePlace(budget, recorded === undefined ? ['planned', tier] : ['planned', tier, dimension]),
            message: `the ${tier} budget of ${arm.key} has ${recorded === undefined ? 'no' : recorded} ${dimension}, the plan asks for ${wanted}`,
            help: 'copy the budget from the plan; what was not met is reported as not met',
            ...(field === undefined || session.plan === undefined
              ? {}
              : {
                  related: [
                    {
                      range: field.value.visible,
                      message: `the ${tier} budget of the plan`,
                      source: session.plan.plan.source,
                    },
                  ],
                }),
            subject: `${arm.key}/budget/${tier}/${dimension}`,
          });
        }
      }
      for (const [dimension, most] of Object.entries(measured(arm.evidence))) {
        const met = budget.value.met[dimension];
        if (met === undefined || met <= most) continue;
        say({
          source: budget.source,
          range: valuePlace(budget, ['met', dimension]),
          message: `${arm.key} claims ${met} ${dimension} as met, and its artifacts show ${most}`,
          help: 'count from the artifacts',
          subject: `${arm.key}/budget/met/${dimension}`,
        });
      }
      sayBelowSmoke(session, arm, say);
      const row = session.log?.verdicts.find(({ key }) => key === arm.key);
      const { smoke, hardening } = arm.facts.budget;
      const reached = hardening ? 'hardening' : smoke ? 'smoke' : 'none';
      const order = ['none', 'smoke', 'hardening', 'release'];
      if (
        session.log !== undefined &&
        row?.tier !== undefined &&
        row.tier !== 'release' &&
        order.indexOf(row.tier) > order.indexOf(reached)
      )
        say({
          source: session.log.source,
          range: row.tierText?.visible ?? row.idRange,
          message: `the log says that ${arm.key} met the ${row.tier} budget, and the evidence shows ${reached}`,
          help:
            arm.facts.budget.shortfalls.length === 0
              ? 'write the tier that was met'
              : `short of it: ${arm.facts.budget.shortfalls.join(', ')}`,
          subject: `${arm.key}/tier`,
        });
    }
  },
});

/** The tree has no weaker pass than PASS-smoke; that its budget was not met is left to the words of the row. */
function sayBelowSmoke(
  { report }: Session,
  { key, facts, decision }: ArmState,
  say: (finding: SessionFinding) => void,
): void {
  const below = facts.budget.hardening ? [] : (facts.budget.smokeShortfalls ?? []);
  const entry = report?.results.find((one) => one.key === key && !one.aggregate);
  if (report === undefined || entry === undefined || below.length === 0 || decision.verdict !== 'PASS-smoke') return;
  const verdict = stated(entry);
  if (verdict === undefined || !isPass(verdict)) return;
  const words = `${entry.verdictCell?.remark ?? ''} ${entry.evidence.value}`;
  if (
    /\b(?:not|short|below|under|missed)\b[^.;|]{0,40}\bsmoke\b|\bsmoke\b[^.;|]{0,40}\b(?:not met|missed|short)\b/i.test(
      words,
    )
  )
    return;
  say({
    source: report.source,
    range: verdictPlace(entry),
    message: `${key} is called ${verdict}, and its run fell short of the smoke budget: ${below.join(', ')}`,
    help: 'say so behind the verdict: PASS-smoke (not even the smoke budget was met: …), or run it at its budget',
    subject: `${key}/budget/smoke`,
  });
}
