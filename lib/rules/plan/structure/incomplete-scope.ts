import { sectionName } from '../../../plan/sections.js';
import type { Section } from '../../../plan/model.js';
import { planRule } from '../../rule.js';
import { isEmptySection, isMissing } from '../support.js';

const IN = /\bin[- ]scope\b|\bthis plan (?:covers|tests)\b|\bcover(?:s|ed):/i;
const OUT = /\b(?:out[- ]of[- ]scope|not in scope|non-goals?|excluded|excludes|left out|not covered)\b/i;
/** A path, a file name with a suffix, or code that looks like one. */
const FILE = /(?<![\w.*-])[\w.*-]+\/[\w.*{},/-]+|(?<![\w-])[\w-]+\.[a-z][a-z0-9]{0,5}\b/;

export default planRule({
  id: 'DST113',
  name: 'incomplete-scope',
  severity: 'error',
  summary:
    'The scope lacks what is in and what is out (project-wide), or the files that the change touches (change-scoped).',
  why: `A plan that covers everything covers nothing well, and what was never meant to be covered is taken for tested as soon
as the report says PASS. For a change the files are what a reviewer checks the hypotheses against: a touched file that
no hypothesis mentions is the first place to look.`,
  examples: {
    failing: `## ⟦1. Scope⟧

In scope: the log, replication and recovery.
`,
    passing: `## 1. Scope

In scope: the log, replication and recovery. Out of scope: the web console.
`,
  },
  check(plan, report, index) {
    const section = index.sections.get('1');
    if (section === undefined || plan.mode === undefined || isEmptySection(section)) return;
    const text = textOf(section);
    const lacking: string[] = [];
    if (plan.mode === 'project-wide') {
      if (!says(text.replace(/\bnot in[- ]scope\b/gi, ''), IN)) lacking.push('what is in scope');
      if (!says(text, OUT)) lacking.push('what is out of scope');
    } else if (!FILE.test(text)) lacking.push('the files touched');
    if (lacking.length === 0) return;
    report({
      range: section.heading.text.visible,
      message: `${sectionName('1')} does not say ${lacking.join(' nor ')}`,
      help:
        plan.mode === 'project-wide' ? 'name both, also when one is short' : 'list the paths that the change touches',
      subject: '§1',
    });
  },
});

function textOf(section: Section): string {
  return section.lines
    .flatMap((line) => {
      if (line.kind === 'row') return line.row.cells.map((cell) => cell.value);
      return line.kind === 'code' ? [line.block.content] : [line.text.value];
    })
    .join('\n');
}

/** True where a phrase is followed by more than filler. */
function says(text: string, phrase: RegExp): boolean {
  const match = phrase.exec(text);
  if (match === null) return false;
  const rest = text.slice(match.index + match[0].length).replace(/^(?:\s*\([^()\n]{0,200}\))?[\s:*.—–-]*/, '');
  if (rest === '') return /\w{3}/.test(text.slice(Math.max(0, match.index - 80), match.index));
  return !isMissing(/^[^\n.]*/.exec(rest)?.[0]);
}
