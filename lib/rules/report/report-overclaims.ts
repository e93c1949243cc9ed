import { linesOf } from '../../document/lines.js';
import type { Text } from '../../document/text.js';
import type { Report } from '../../report/model.js';
import { paragraphs } from '../../report/parse.js';
import { ABSOLUTES } from '../../vocabulary/absolutes.js';
import { absolutesIn } from '../absolutes.js';
import { reportRule } from '../rule.js';

const PROMISES = ABSOLUTES.filter(({ ofEvidence }) => ofEvidence !== true);

const ABSOLUTE: readonly RegExp[] = [
  /\b(?:can ?not|can't|can never|will never|could never|never (?:can|will|could))\s+(?:\w+\s+){0,2}(?:happen|occur|lose|lost|fail|be lost|diverge|corrupt|deadlock|violate)/i,
  /\b(?:is|are)\s+(?:now\s+)?(?:impossible|bug[- ]free|fully safe|completely safe|100 ?% (?:safe|correct|reliable))\b/i,
  /\b(?:prove[sdn]?|guarantee[sd]?|demonstrate[sd]?|confirm(?:s|ed)?|verif(?:y|ies|ied))\s+(?:that\s+)?(?:there\s+(?:is|are)\s+no|the\s+(?:system|sut|cluster|service|database)\s+(?:is|has no|never|cannot)|the\s+absence\s+of|correctness)\b/i,
  /\b(?:there\s+(?:is|are)\s+no\s+(?:more\s+)?(?:bugs?|data[- ]loss|races?|defects?))\b/i,
  /\bno\s+(?:bugs?|defects?)\s+(?:remain|exist|are left)\b/i,
];

/** DST218. */
export default reportRule({
  id: 'DST218',
  name: 'report-overclaims',
  severity: 'error',
  summary: 'A report says what was not observed under the tested threats, never that something cannot happen.',
  why: 'Testing shows the presence of bugs. "Cannot lose data" in a report is quoted in a design review a year later, for a version, a topology and a fault that nobody ran.',
  examples: {
    failing:
      '## Confidence delta\n\n- **More:** ⟦acknowledged writes can never be lost⟧.\n- **Less:** nothing.\n- **Unchanged:** power loss.\n',
    passing:
      '## Confidence delta\n\n- **More:** no acknowledged write was lost under the tested kills.\n- **Less:** nothing.\n- **Unchanged:** power loss.\n',
  },
  check(report, say) {
    // What a reader carries away: here the wordings of a plan's confidence statement are promises, too.
    const concluding = report.sections
      .filter(({ key }) => key === 'summary' || key === 'confidence')
      .map(({ range }) => range);
    for (const text of textsOf(report)) {
      const found = ABSOLUTE.map((pattern) => pattern.exec(text.value)).find((match) => match !== null);
      if (found === undefined || found === null) {
        if (!concluding.some(({ start, end }) => text.range.start >= start && text.range.start < end)) continue;
        for (const { start, end, words, instead } of absolutesIn(text, PROMISES))
          say({
            range: text.source(start, end),
            message: `"${words}" is more than a test can say`,
            help: `write ${instead}`,
            subject: `absolute/${words.toLowerCase()}`,
          });
        continue;
      }
      // "It does not prove that there are no …" is the honest sentence.
      if (
        /\b(?:not|nor|neither|never|nothing|n't)\W+(?:\w+\W+){0,2}$/i.test(
          text.value.slice(Math.max(0, found.index - 40), found.index),
        )
      )
        continue;
      const start = clauseStart(text.value, found.index);
      say({
        range: text.source(start, found.index + found[0].length),
        message: `"${text.value.slice(start, found.index + found[0].length).trim()}" is more than a test can say`,
        help: 'write "was not observed under the tested threats", and name them',
        subject: `absolute/${found[0].toLowerCase()}`,
      });
    }
  },
});

/** Paragraphs, however they are wrapped, and cells. */
function textsOf({ document }: Report): Text[] {
  const lines = linesOf(document.blocks);
  return [...paragraphs({ lines }), ...lines.flatMap((line) => (line.kind === 'row' ? line.row.cells : []))];
}

/** Where the clause around a match begins. */
function clauseStart(value: string, at: number): number {
  const before = value.slice(0, at);
  const cut = Math.max(
    before.lastIndexOf('. '),
    before.lastIndexOf('; '),
    before.lastIndexOf(': '),
    before.lastIndexOf(', '),
  );
  let start = cut === -1 ? 0 : cut + 2;
  while (/\s/.test(value[start] ?? '')) start++;
  return start;
}
