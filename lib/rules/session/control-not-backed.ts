import { controlShows } from '../../evidence/controls.js';
import { CONTROL_KINDS, CONTROLS } from '../../vocabulary/evidence-files.js';
import { sessionRule } from '../rule.js';
import { armsWith, valuePlace } from './support.js';

/** DST413. */
export default sessionRule({
  id: 'DST413',
  name: 'control-not-backed',
  severity: 'error',
  soundness: true,
  summary:
    'Each control has evidence of its own that shows its result: the positive one invalid, the negative one valid, the no-op not proven.',
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
      }
    }
  },
});
