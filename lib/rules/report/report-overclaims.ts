import { linesOf } from '../../document/lines.js';
import type { Text } from '../../document/text.js';
import type { Report } from '../../report/model.js';
import { paragraphs } from '../../report/parse.js';
import { ABSOLUTES, type AbsoluteSpec } from '../../vocabulary/absolutes.js';
import { absolutesIn } from '../absolutes.js';
import { reportRule } from '../rule.js';

const INSTEAD = '"was not observed under the tested threats", and name them';
/** What a report promises wherever it stands. */
const CLAIMS: readonly AbsoluteSpec[] = [
  /\b(?:can ?not|can['’]t|can\s+never|will\s+never|could\s+never|never\s+(?:can|will|could))\s+(?:\w+\s+){0,2}(?:happen|occur|lose|lost|fail|diverge|corrupt|deadlock|violate)\b/gi,
  /\b(?:is|are)\s+(?:now\s+)?(?:impossible(?!\s+to\s+(?:say|tell|know|test|inject|rule|exclude|observe|measure|distinguish))|bug[- ]free|fully safe|completely safe|100 ?% (?:safe|correct|reliable))(?!\w)/gi,
  /\b(?:prove[sdn]?|guarantee[sd]?|demonstrate[sd]?|confirm(?:s|ed)?|verif(?:y|ies|ied))\s+(?:that\s+)?(?:there\s+(?:is|are)\s+no|the\s+(?:system|sut|cluster|service|database)\s+(?:is|has no|never|cannot)|the\s+absence\s+of|correctness)\b/gi,
  /\bthere\s+(?:is|are)\s+no\s+(?:more\s+)?(?:bugs?|data[- ]loss|races?|defects?)\b/gi,
  /\bno\s+(?:bugs?|defects?)\s+(?:remain|exist|are left)\b/gi,
  // A violation is proven by its witness and a fault by its reading; that a claim holds is proven by no test.
  /\bprove[sdn]?\s+(?:that\s+)?(?:(?!(?:not?|never|faults?|land\w*|nemesis|rules?|counters?|injector|harness|checker|oracle)\b)[\w-]+\s+){1,5}(?:survives?|holds?|works?|(?:is|are|stays?|remains?)\s+(?:safe|correct|durable|linearizable|consistent|serializable|reliable|isolated))\b/gi,
].map((pattern, i) => ({ pattern, instead: INSTEAD, negatable: i !== 0 }));
/** What a plan's confidence statement must not promise, a report's conclusions must not either. */
const PROMISES = [...CLAIMS, ...ABSOLUTES.filter(({ ofEvidence }) => ofEvidence !== true)];

/** "The documentation guarantees that there is no data loss": a promise of others, which was tested. */
const OF_OTHERS = /^guarantee/i;
const SAYS =
  /\b(?:docs?|documents?|documentation|manuals?|readme|spec(?:ification)?s?|vendor|papers?|claims?|[CM]\d+|pages?|guides?|contract)\W+(?:(?:that|which|also|itself)\s+)?$/i;

/** DST218. */
export default reportRule({
  id: 'DST218',
  name: 'report-overclaims',
  severity: 'error',
  summary: 'A report says what was not observed under the tested threats, never that something cannot happen.',
  why: 'Testing shows the presence of bugs. "Cannot lose data" in a report is quoted in a design review a year later, for a version, a topology and a fault that nobody ran.',
  examples: {
    failing:
      '## Confidence delta\n\n- **More:** acknowledged writes ⟦can never be lost⟧.\n- **Less:** nothing.\n- **Unchanged:** power loss.\n',
    passing:
      '## Confidence delta\n\n- **More:** no acknowledged write was lost under the tested kills.\n- **Less:** nothing.\n- **Unchanged:** power loss.\n',
  },
  check(report, say) {
    // What a reader carries away: here the wordings of a plan's confidence statement are promises, too.
    const concluding = report.sections
      .filter(({ key }) => key === 'summary' || key === 'confidence')
      .map(({ range }) => range);
    for (const text of textsOf(report)) {
      const concludes = concluding.some(({ start, end }) => text.range.start >= start && text.range.start < end);
      for (const { start, end, words, instead } of absolutesIn(text, concludes ? PROMISES : CLAIMS)) {
        if (OF_OTHERS.test(words) && SAYS.test(text.value.slice(Math.max(0, start - 60), start))) continue;
        say({
          range: text.source(start, end),
          message: `"${words}" is more than a test can say`,
          help: `write ${instead}`,
          subject: `absolute/${words.toLowerCase()}`,
        });
      }
    }
  },
});

/** Paragraphs, however they are wrapped, and cells. */
function textsOf({ document }: Report): Text[] {
  const lines = linesOf(document.blocks);
  return [...paragraphs({ lines }), ...lines.flatMap((line) => (line.kind === 'row' ? line.row.cells : []))];
}
