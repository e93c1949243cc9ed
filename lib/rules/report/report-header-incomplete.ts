import { REPORT_HEADER } from '../../vocabulary/report.js';
import { isMissing } from '../plan/support.js';
import { reportRule } from '../rule.js';
import { reportHead } from './support.js';

/** Names that mean another commit tomorrow. */
const MOVING =
  /^\W*(?:the\s+)?(?:head|latest|newest|main|master|trunk|develop|current|today['’]?s?|local|working|dev)\b(?:\W+(?:of|on|branch|commit|build|version|checkout|copy|tree|main|master|trunk|head|the|state))*\W*$/i;

/** DST200. */
export default reportRule({
  id: 'DST200',
  name: 'report-header-incomplete',
  severity: 'error',
  summary: 'A report names its plan, the commit under test and the session directory at its head.',
  why: 'A verdict is about one build, run by one plan, with evidence in one place. A report that does not say which cannot be repeated, and its PASS will be read as a statement about whatever runs today.',
  examples: { failing: '**Commit under test:** ⟦latest⟧', passing: '**Commit under test:** 4f1e2d0, clean' },
  check(report, say) {
    for (const { key, label } of REPORT_HEADER) {
      const field = report.header.find((one) => one.key === key);
      const moving = key === 'commit' && field !== undefined && MOVING.test(field.value.value);
      if (field !== undefined && !isMissing(field.value) && !moving) continue;
      const range =
        field === undefined ? reportHead(report) : field.value.isBlank ? field.labelRange : field.value.visible;
      say({
        range,
        message:
          field === undefined
            ? `the report has no "${label}" at its head`
            : moving
              ? `"${field.value.value.trim()}" is another commit tomorrow`
              : `"${label}" says nothing`,
        help: moving
          ? 'write the hash, tag or version that ran, and whether the tree was clean'
          : `write **${label}:** and the value, one line`,
        subject: `header/${key}`,
      });
    }
  },
});
