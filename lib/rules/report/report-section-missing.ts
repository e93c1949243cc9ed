import { REPORT_SECTIONS } from '../../vocabulary/report.js';
import { isMissing } from '../plan/support.js';
import { reportRule } from '../rule.js';
import { reportHead } from './support.js';

/** DST201. */
export default reportRule({
  id: 'DST201',
  name: 'report-section-missing',
  severity: 'error',
  summary: 'A report has its nine sections, each with content, in their order.',
  why: 'Each section answers a question that a reviewer must otherwise ask back: what was covered, what was not, what the run did for each claim, and whether what is green is green for the right reason. An empty section answers "nothing" without saying so.',
  examples: {
    failing: '## ⟦Confidence delta⟧\n',
    passing:
      '## Confidence delta\n\n- **More:** no stale read was observed in four windows.\n- **Less:** nothing.\n- **Unchanged:** power loss.\n',
  },
  check(report, say) {
    const order = REPORT_SECTIONS.map(({ key }) => key);
    let before = reportHead(report);
    let highest = -1;
    for (const [i, { key, title, purpose }] of REPORT_SECTIONS.entries()) {
      const sections = report.sections.filter((one) => one.key === key);
      const section = sections[0];
      if (section === undefined) {
        say({
          range: before,
          message: `the section "${title}" is missing: ${purpose}`,
          help: `add "## ${title}"${i === 0 ? '' : ` behind "${REPORT_SECTIONS[i - 1]?.title ?? ''}"`}`,
          subject: `section/${key}`,
        });
        continue;
      }
      before = section.heading.text.visible;
      const empty = section.lines.every((line) => {
        if (line.kind === 'code') return line.block.content.trim() === '';
        if (line.kind === 'row') return line.row.cells.every((cell) => isMissing(cell));
        return line.kind === 'text' && isMissing(line.text);
      });
      if (empty && sections.length === 1)
        say({
          range: before,
          message: `the section "${title}" is empty: ${purpose}`,
          help: 'fill it, or say in a sentence why there is nothing to say',
          subject: `section/${key}`,
        });
      if (sections.length > 1)
        say({
          range: sections[1]?.heading.text.visible ?? before,
          message: `the section "${title}" stands twice`,
          help: 'join them: a reader looks into the first one only',
          subject: `section/${key}/twice`,
        });
      const at = report.sections.indexOf(section);
      if (at < highest)
        say({
          range: before,
          message: `the section "${title}" stands behind "${REPORT_SECTIONS[order.indexOf(report.sections[highest]?.key ?? key)]?.title ?? ''}"`,
          help: `the order is ${REPORT_SECTIONS.map((one) => one.title).join(', ')}`,
          subject: `section/${key}/order`,
        });
      highest = Math.max(highest, at);
    }
  },
});
