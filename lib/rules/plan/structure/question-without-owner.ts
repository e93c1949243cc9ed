import { Text } from '../../../document/text.js';
import { sectionName } from '../../../plan/sections.js';
import { planRule } from '../../rule.js';
import { isMissing, isPlaceholder } from '../support.js';

const OWNER =
  /\bowners?\b|\bassign(?:ed|ee)\b|\bresponsible\b|@[\w-]+|\b(?:team|maintainers?|lead|squad|group)\b|[—–(]\s*[\p{L}][\p{L}. -]{1,40},/iu;
const DATE =
  /\b\d{4}-\d{2}(?:-\d{2})?\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d|\b\d{1,2}(?:st|nd|rd|th)?\.?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\bQ[1-4]\b|\b(?:by|before|until|due|after|when|once|with)\s+\S+|\b(?:next|release|milestone|sprint)\b|\bv?\d+\.\d+/i;
/** Filler in the place of an owner or a date. */
const NOBODY =
  /\b(?:owner|due|by|assignee)\s*[:=]?\s*(?:\?+|-+|—|n\/?a\b|nobody|someone|anyone|none\b|unassigned|later|soon|whenever)/i;

export default planRule({
  id: 'DST129',
  name: 'question-without-owner',
  severity: 'warning',
  summary: 'An open question has no owner or no date.',
  why: `Open questions are often the ones that decide whether a PASS means anything: is the window a promise or an accident?
Without a name and a date they stay open through the release that they were meant to inform.`,
  examples: {
    failing: `## 9. Open questions / followups

- ⟦Should the table of request ids be part of the snapshot?⟧
`,
    passing: `## 9. Open questions / followups

- Should the table of request ids be part of the snapshot? Owner: Storage, 2026-04-30.
`,
  },
  check(plan, report, index) {
    const section = index.sections.get('9');
    if (section === undefined || plan.generation === 'older') return;
    const bullets: Text[][] = [];
    let open: Text[] | undefined;
    for (const line of section.lines) {
      if (line.kind === 'text' && line.itemStart && line.depth === 1) bullets.push((open = [line.text]));
      else if (line.kind === 'text' && line.depth > 0) open?.push(line.text);
      else open = undefined;
    }
    for (const bullet of bullets) {
      const text = Text.join(bullet, section.range.end);
      const { value } = text;
      if (isMissing(value) || isPlaceholder(value) || /^\W*(?:none|nothing)\b/i.test(value)) continue;
      const nobody = NOBODY.test(value);
      const lacking = [...(OWNER.test(value) && !nobody ? [] : ['owner']), ...(DATE.test(value) ? [] : ['date'])];
      if (lacking.length === 0) continue;
      report({
        range: (bullet[0] ?? text).visible,
        message: `a question of ${sectionName('9')} has no ${lacking.join(' and no ')}`,
        help: 'add "Owner: <who>, <YYYY-MM-DD>"',
        subject: `§9/${value.trim().slice(0, 40)}`,
      });
    }
  },
});
