import { CONFIDENCE_PARTS } from '../../vocabulary/report.js';
import { isMissing } from '../plan/support.js';
import { reportRule } from '../rule.js';
import { sectionPlace } from './support.js';

/** DST216. */
export default reportRule({
  id: 'DST216',
  name: 'confidence-delta-incomplete',
  severity: 'error',
  summary: 'The confidence delta says what a reader may believe more, less, and as before.',
  why: 'What a run says nothing about is the part that is left out first and missed most: without "Unchanged" a reader extends the result to everything that was not tried.',
  examples: {
    failing: '## ⟦Confidence delta⟧\n\n- **More:** no stale read was observed in four windows.\n- **Less:** nothing.\n',
    passing:
      '## Confidence delta\n\n- **More:** no stale read was observed in four windows.\n- **Less:** nothing.\n- **Unchanged:** power loss was not exercised.\n',
  },
  check(report, say) {
    const section = report.sections.find(({ key }) => key === 'confidence');
    if (section === undefined || section.lines.length === 0) return;
    for (const { key, label } of CONFIDENCE_PARTS) {
      const field = report.confidence.find((one) => one.key === key);
      if (field !== undefined && !isMissing(field.value)) continue;
      say({
        range:
          field === undefined
            ? sectionPlace(report, 'confidence')
            : field.value.isBlank
              ? field.labelRange
              : field.value.visible,
        message: `the confidence delta ${field === undefined ? `has no "${label}"` : `says nothing under "${label}"`}`,
        help: `add "- **${label}:** …"; "nothing" is an answer`,
        subject: `confidence/${key}`,
      });
    }
  },
});
