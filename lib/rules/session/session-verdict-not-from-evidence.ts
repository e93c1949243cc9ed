import { sessionDecision } from '../../session/state.js';
import { sessionRule } from '../rule.js';
import { hasEvidence } from './support.js';

/** DST402. */
export default sessionRule({
  id: 'DST402',
  name: 'session-verdict-not-from-evidence',
  severity: 'error',
  soundness: true,
  summary: 'The session verdict of the report is the one that the evidence gives.',
  why: 'Rows and headline may agree with each other and both be better than what lies in the evidence directories. The headline is what is acted upon, so it is computed from the files, too.',
  examples: {
    failing: 'findings/report.md\n- **Session verdict: DONE**\n+ **Session verdict: DONE_WITH_CONCERNS**\n',
    passing:
      'findings/report.md\n- every scenario passed at the tier that the plan asked for.\n+ every scenario of the plan passed as it asked.\n',
  },
  check(session, say) {
    const found = session.report?.sessionVerdict;
    if (!hasEvidence(session) || session.report === undefined || found?.value === undefined) return;
    const { verdict, reason } = sessionDecision(session.states);
    if (found.value === verdict) return;
    say({
      source: session.report.source,
      range: found.range,
      message: `the session is called ${found.value}, and the evidence gives ${verdict}: ${reason}`,
      help: `write ${verdict}; "dst-skills verdict ${session.shown}" says why`,
      subject: 'session verdict',
    });
  },
});
