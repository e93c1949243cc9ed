import { SESSION_VERDICTS } from '../../vocabulary/verdicts.js';
import { reportRule } from '../rule.js';
import { sectionPlace } from './support.js';

/** DST202. */
export default reportRule({
  id: 'DST202',
  name: 'session-verdict-missing',
  severity: 'error',
  summary: 'The summary states the session verdict, in its own spelling, before anything else.',
  why: 'Most readers stop after the summary. Without one of the five verdicts there they take the tone of the prose for the result, and prose about a long night of testing sounds like success.',
  fixable: true,
  examples: {
    failing: '## ⟦Summary⟧\n\nAll scenarios ran against the packaged configuration.\n',
    passing: '## Summary\n\n**Session verdict: DONE** — every scenario passed at the tier that the plan asked for.\n',
  },
  check(report, say) {
    const found = report.sessionVerdict;
    if (found === undefined) {
      if (!report.sections.some(({ key }) => key === 'summary')) return;
      say({
        range: sectionPlace(report, 'summary'),
        message: 'the summary has no session verdict',
        help: `begin it with **Session verdict: …**, one of ${SESSION_VERDICTS.join(', ')}`,
        subject: 'session verdict',
      });
      return;
    }
    if (found.inHeader)
      say({
        range: found.range,
        message: `the session verdict ${found.raw} stands in the header only, where a reader of the summary misses it`,
        help: 'put it first in the summary, with its reason in one sentence',
        subject: 'session verdict/header',
      });
    else if (found.value !== undefined && found.raw !== found.value)
      say({
        range: found.range,
        message: `the session verdict is spelled "${found.raw}", expected ${found.value}`,
        fix: [{ range: found.range, text: found.value }],
        subject: 'session verdict/spelling',
      });
  },
});
