import { aggregateArms } from '../../verdict/aggregate.js';
import type { Decision } from '../../verdict/tree.js';
import type { Verdict } from '../../vocabulary/verdicts.js';
import { stated, verdictPlace } from '../report/support.js';
import { sessionRule } from '../rule.js';
import { hasEvidence, valuePlace } from './support.js';

const why = ({ path, missing }: Decision): { message: string; help: string } => {
  const last = path.at(-1);
  return {
    message: `node ${last?.node ?? 0} of the decision tree: ${last?.question ?? ''} ${last?.answer ?? ''}`,
    help:
      missing[0] === undefined
        ? 'write the verdict that the evidence gives'
        : `write the verdict that the evidence gives, or provide ${missing[0]}`,
  };
};

/** DST401. */
export default sessionRule({
  id: 'DST401',
  name: 'verdict-not-from-evidence',
  severity: 'error',
  soundness: true,
  summary: 'Report, log and verdict.json have the verdict that the decision tree gives for the evidence.',
  why: 'A verdict is computed, never chosen. Where the report says more than the files, the files are right; where it says less, somebody will repeat a run that was good.',
  examples: {
    failing:
      'findings/report.md\n- | S4/grpc | tenants_never_see_each_other_on_any_surface | PASS-smoke |\n+ | S4/grpc | tenants_never_see_each_other_on_any_surface | PASS-hardening |\n',
    passing: 'findings/report.md\n- All scenarios ran against\n+ Everything ran against\n',
  },
  check(session, say) {
    if (!hasEvidence(session)) return;
    const { report, log } = session;
    for (const state of session.states) {
      for (const arm of state.arms) {
        const { verdict } = arm.decision;
        const reason = why(arm.decision);
        const compare = (where: string, found: Verdict | undefined, place: Parameters<typeof say>[0]): void => {
          if (found !== undefined && found !== verdict)
            say({
              ...place,
              message: `${arm.key} is called ${found} in ${where}, and its evidence gives ${verdict}: ${reason.message}`,
              help: reason.help,
            });
        };
        for (const entry of report?.results.filter(({ key }) => key === arm.key) ?? [])
          if (report !== undefined)
            compare('the report', stated(entry), {
              source: report.source,
              range: verdictPlace(entry),
              message: '',
              subject: `${arm.key}/verdict`,
            });
        for (const row of log?.verdicts.filter(({ key }) => key === arm.key) ?? [])
          if (log !== undefined)
            compare('the log', row.verdict?.value ?? row.verdict?.alias, {
              source: log.source,
              range: row.verdict?.range ?? row.idRange,
              message: '',
              subject: `${arm.key}/log`,
            });
        const generated = arm.evidence?.verdict;
        if (generated?.value !== undefined) {
          compare('verdict.json', generated.value.verdict as Verdict, {
            source: generated.source,
            range: valuePlace(generated, ['verdict']),
            message: '',
            subject: `${arm.key}/verdict.json`,
          });
          const sealed = generated.value.path;
          // A sealed answer to which only more was added was written by a version that said less.
          const sameAnswers =
            sealed.length === arm.decision.path.length &&
            arm.decision.path.every(({ node, answer }, i) => {
              const old = sealed[i];
              return old?.node === node && (answer === old.answer || answer.startsWith(`${old.answer}; `));
            });
          if (generated.value.verdict === verdict && !sameAnswers)
            say({
              source: generated.source,
              range: valuePlace(generated, ['path']),
              message: `verdict.json of ${arm.key} gives other answers than the evidence does now: the evidence changed after it was sealed`,
              help: 'find out what changed; then "dst-skills record seal" computes it anew',
              subject: `${arm.key}/verdict.json/path`,
            });
        }
      }
      if (state.arms.length < 2) continue;
      const expected = aggregateArms(state.arms.map(({ decision }) => decision.verdict));
      for (const entry of report?.results.filter(({ key }) => key === state.id) ?? []) {
        const found = stated(entry);
        if (report === undefined || found === undefined || found === expected) continue;
        say({
          source: report.source,
          range: verdictPlace(entry),
          message: `${state.id} is called ${found}, and the evidence of its arms gives ${expected}`,
          help: `write ${expected}`,
          subject: `${state.id}/aggregate`,
        });
      }
    }
  },
});
