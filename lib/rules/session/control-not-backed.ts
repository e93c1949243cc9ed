import { controlShows } from '../../evidence/controls.js';
import type { Evidence } from '../../evidence/read.js';
import type { CheckerRecordFile } from '../../evidence/types.js';
import { CONTROL_KINDS, CONTROLS, type ControlKind } from '../../vocabulary/evidence-files.js';
import { sessionRule } from '../rule.js';
import { armsWith, valuePlace } from './support.js';

/** Why the evidence of a control says nothing about this run's oracle; undefined where it does. */
function notItsOwn(run: Evidence, own: Evidence, kind: ControlKind): string | undefined {
  if (own.history !== undefined && own.history.sha256 === run.history?.sha256)
    return 'has the very history of the run that it is a control of';
  const [ours, theirs] = [run.checker?.value, own.checker?.value];
  if (kind === 'noop' || ours === undefined || theirs === undefined) return undefined;
  if (ours.checker !== theirs.checker || ours.model !== theirs.model)
    return `was judged by ${judgeOf(theirs)}, and the run by ${judgeOf(ours)}`;
  return theirs.ops_consumed === 0 ? 'holds no operation: its checker had nothing to judge' : undefined;
}

const judgeOf = ({ checker, model }: CheckerRecordFile): string => (model === null ? checker : `${checker} (${model})`);

/** DST413. */
export default sessionRule({
  id: 'DST413',
  name: 'control-not-backed',
  severity: 'error',
  soundness: true,
  summary:
    'Each control has evidence of its own, judged by the checker of its scenario, that shows its result: the positive one invalid, the negative one valid, the no-op not proven.',
  why: 'An oracle that has never been seen to fail proves nothing by passing. A control that is only claimed is no control: its evidence lies beside that of the scenarios and says the same.',
  examples: {
    failing: 'evidence/S1/controls.json\n- "result": "invalid"\n+ "result": "valid"\n',
    passing:
      'evidence/S1/controls.json\n- "what": "reads served by a node that lags"\n+ "what": "reads from a node that lags"\n',
  },
  check(session, say) {
    for (const { key, evidence } of armsWith(session)) {
      const { controls } = evidence;
      for (const kind of CONTROL_KINDS) {
        const control = controls?.value?.[kind];
        if (controls === undefined || control === null || control === undefined) continue;
        const own = session.others.get(control.evidence.replace(/\/+$/, ''));
        const wanted = CONTROLS[kind];
        const found = own === undefined ? undefined : controlShows(kind, own);
        const at = (member: string): { start: number; end: number } => valuePlace(controls, [kind, member]);
        if (control.result !== wanted)
          say({
            source: controls.source,
            range: at('result'),
            message: `the ${kind} control of ${key} ended "${control.result}", expected "${wanted}"`,
            help: 'mend harness or oracle before anything else counts',
            subject: `${key}/control/${kind}`,
          });
        else if (own === undefined)
          say({
            source: controls.source,
            range: at('evidence'),
            message: `the ${kind} control of ${key} has no evidence at ${control.evidence}`,
            help: 'keep history and checker.json of the control in a directory of its own',
            subject: `${key}/control/${kind}`,
          });
        else if (found !== wanted)
          say({
            source: controls.source,
            range: at('evidence'),
            message: `the ${kind} control of ${key} is called "${control.result}", and its evidence shows ${found ?? ''}`,
            help: 'run the control again, and record what it gave',
            subject: `${key}/control/${kind}`,
          });
        else {
          const other = notItsOwn(evidence, own, kind);
          if (other !== undefined)
            say({
              source: controls.source,
              range: at('evidence'),
              message: `the ${kind} control of ${key} ${other}`,
              help: 'a control is a run of its own, with the checker and the model of the scenario',
              subject: `${key}/control/${kind}`,
            });
        }
      }
    }
  },
});
