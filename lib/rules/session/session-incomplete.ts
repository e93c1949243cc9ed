import { sessionRule } from '../rule.js';
import { sessionPlace } from './support.js';

/** DST418. */
export default sessionRule({
  id: 'DST418',
  name: 'session-incomplete',
  severity: 'error',
  summary: 'A session in which something ran has a log, a report, its plan, and nothing that is no regular file.',
  why: 'Without the log nobody knows in which order things happened, without the report what they mean, without the plan what was to be shown. A link in the place of a file can show one thing today and another tomorrow.',
  examples: {
    failing:
      'session-log.md\n- **Plan:** ../../plan.md\n+ **Plan:** ../../lost.md\n\nfindings/report.md\n- **Plan:** ../../plan.md\n+ **Plan:** ../../lost.md\n',
    passing: 'findings/report.md\n- All scenarios ran against\n+ Everything ran against\n',
  },
  check(session, say) {
    const { log, report, plan, states, files, irregular } = session;
    const ran = states.some(({ verdict }) => verdict !== 'NOT-RUN') || (log?.timeline.length ?? 0) > 0;
    const place = sessionPlace(session);
    if (log === undefined && !files.has('session-log.md'))
      say({
        ...place,
        message: 'the session has no session-log.md',
        help: 'the log is written as the run goes: dst-skills new session <plan> lays it out',
        subject: 'log',
      });
    if (report === undefined && ran && !files.has('findings/report.md'))
      say({
        ...place,
        message: 'something ran, and there is no findings/report.md',
        help: 'write the report from the evidence',
        subject: 'report',
      });
    if (plan === undefined)
      for (const document of [log, report]) {
        const field = document?.header.find(({ key }) => key === 'plan');
        if (document === undefined || field === undefined) continue;
        say({
          source: document.source,
          range: field.value.isBlank ? field.labelRange : field.value.visible,
          message: 'the plan is not found, so nothing can be checked against it',
          help: 'give its path from the session directory, or name it: --plan <file>',
          subject: 'plan',
        });
      }
    for (const [path, what] of irregular)
      say({
        ...place,
        message: `${path === '' ? 'the session' : path} ${what}`,
        help: 'put the file itself there, readable: links are not followed, and nothing else than files is evidence',
        subject: `irregular/${path}`,
      });
  },
});
