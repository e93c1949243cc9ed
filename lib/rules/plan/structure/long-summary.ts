import { sectionName } from '../../../plan/sections.js';
import { planRule } from '../../rule.js';

const MOST_LINES = 30;
/** A paragraph counts as the lines that it fills at this width, however its author wrapped it. */
const LINE_LENGTH = 120;

export default planRule({
  id: 'DST112',
  name: 'long-summary',
  severity: 'warning',
  summary: 'The architectural summary is longer than 30 lines of prose; pictures and code do not count.',
  why: `The summary is there so that a reviewer who has never seen the code can hold the whole system in mind and notice what
no scenario touches. Past a page nobody does, and the gap between two components is exactly what gets lost.`,
  examples: {
    failing: `## ⟦0. Architectural summary⟧

${Array.from({ length: 31 }, (_, i) => `- Component ${i + 1} owns state of its own.`).join('\n')}
`,
    passing: `## 0. Architectural summary

Three nodes, one log, one consensus group.

\`\`\`text
${Array.from({ length: 40 }, () => '|').join('\n')}
\`\`\`
`,
  },
  check(_plan, report, index) {
    const section = index.sections.get('0');
    if (section === undefined) return;
    let lines = 0;
    let paragraph = 0;
    const close = (): void => {
      lines += Math.ceil(paragraph / LINE_LENGTH);
      paragraph = 0;
    };
    for (const line of section.lines) {
      if (line.kind === 'row') lines++;
      if (line.kind !== 'text') continue;
      if (line.start || line.itemStart) close();
      if (!line.text.isBlank) paragraph += line.text.value.trim().length + 1;
    }
    close();
    if (lines <= MOST_LINES) return;
    report({
      range: section.heading.text.visible,
      message: `${sectionName('0')} has ${lines} lines of prose; at most ${MOST_LINES} are read`,
      help: 'keep components, data flow, durable state, consensus and trust boundaries; move the rest to §2',
      subject: '§0/length',
    });
  },
});
