import { Text } from '../../../document/text.js';
import type { Plan } from '../../../plan/model.js';
import type { SectionKey } from '../../../vocabulary/sections.js';
import { planRule } from '../../rule.js';

const UNITS = [
  ...['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'],
  ...['thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen'],
];
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const NUMBER = `(\\d{1,4}|(?:${TENS.slice(2).join('|')})(?:[- ](?:${UNITS.slice(1, 10).join('|')}))?|${UNITS.join('|')})`;
const NOUN = '(scenarios?|claims?|missing claims?|hypothes[ie]s|techniques?)\\b';
/** `40 claims × 35 hypotheses`. */
const PRODUCT = new RegExp(`(?<![\\w.])${NUMBER}\\s+${NOUN}\\s*(?:×|x|\\*|by)\\s*${NUMBER}\\s+${NOUN}`, 'gi');
/** `All 17 scenarios`, `there are 40 claims`, `a total of nine techniques`, `the plan has 12 scenarios`. */
const TOTAL = new RegExp(
  `\\b(?:all|there are|a total of|(?:the|this) plan (?:has|holds|contains|defines|lists|names))\\s+${NUMBER}\\s+${NOUN}(?!\\s+(?:that|which|of|in|with|for|from|above|below|under|on|marked|using|here|about|where|whose|are|share|need|use)\\b)`,
  'gi',
);
/** `Sixteen scenarios.` and `Seven techniques in combination` at the head of a sentence. */
const HEAD = new RegExp(
  `(?:^|[.!?]\\s+)${NUMBER}\\s+${NOUN}(?=\\s*[.:;—–]|,\\s|\\s+(?:in (?:combination|total|all)|altogether|follow|are (?:listed|defined|described)))`,
  'gi',
);
const CANDIDATE = new RegExp(NOUN, 'i');

export default planRule({
  id: 'DST128',
  name: 'count-mismatch',
  severity: 'warning',
  summary: 'A count in the prose disagrees with what the plan holds.',
  why: `Counts go stale when a scenario is added or dropped, and they are what gets quoted: "all sixteen scenarios passed" with
seventeen in the plan hides the one that nobody ran.`,
  examples: {
    failing: `## 6. Technique selection

⟦Seven techniques⟧ in combination.

### Crash and recovery testing

- **Hypotheses it addresses:** H1, H3
- **Reference:** \`references/crash-recovery-and-upgrade.md\`
`,
    passing: `## 6. Technique selection

One technique. Two hypotheses need it, and three scenarios share a harness.

### Crash and recovery testing

- **Hypotheses it addresses:** H1, H3
- **Reference:** \`references/crash-recovery-and-upgrade.md\`
`,
  },
  check(plan, report) {
    for (const section of plan.sections) {
      let previous: Text | undefined;
      for (const line of section.lines) {
        if (line.kind !== 'text') {
          previous = undefined;
          continue;
        }
        const before = line.start || line.itemStart ? undefined : previous;
        previous = line.text;
        if (!CANDIDATE.test(line.text.value)) continue;
        // A count may be broken over two lines; what stands wholly on the line before was looked at there.
        const text = before === undefined ? line.text : Text.join([before, line.text], line.text.range.start);
        const from = before === undefined ? 0 : before.value.length + 1;
        for (const count of countsIn(text, section.key, before === undefined)) {
          if (count.end <= from) continue;
          const actual = counted(plan, count.noun);
          if (actual.includes(count.value)) continue;
          report({
            range: text.source(count.start, count.end),
            message: `the text says ${text.value.slice(count.start, count.end).replace(/\s+/g, ' ')}; the plan holds ${actual[0] ?? 0}`,
            help: 'correct the number, or leave it out: the tables count themselves',
            subject: `§${section.key}/count/${count.noun}`,
          });
        }
      }
    }
  },
});

interface Count {
  readonly value: number;
  readonly noun: string;
  readonly start: number;
  readonly end: number;
}

function countsIn(text: Text, key: SectionKey, opens: boolean): Count[] {
  const { value } = text;
  const counts = new Map<number, Count>();
  const add = (match: RegExpExecArray, number = '', noun = '', from = match.index): number => {
    const start = value.indexOf(number, from);
    const end = value.indexOf(noun, start + number.length) + noun.length;
    // Quoted text and code speak of other plans.
    if (
      !text.isMarked('code', start, end) &&
      !/["“'‘]\s*$/.test(value.slice(Math.max(0, match.index - 3), match.index))
    )
      counts.set(start, {
        value: numberOf(number),
        noun: noun.toLowerCase().replace(/\s+/g, ' '),
        start,
        end,
      });
    return end;
  };
  for (const match of value.matchAll(PRODUCT)) add(match, match[3], match[4], add(match, match[1], match[2]));
  for (const match of value.matchAll(TOTAL)) add(match, match[1], match[2]);
  // `One scenario: …` opens many a sentence about one of them; a total stands in the section that it counts.
  if (opens)
    for (const match of value.matchAll(HEAD)) if (HOME[key]?.test(match[2] ?? '')) add(match, match[1], match[2]);
  return [...counts.values()];
}

const HOME: Readonly<Partial<Record<SectionKey, RegExp>>> = {
  '1b': /^claims?$/i,
  '1c': /^missing claims?$/i,
  '4': /^hypothes/i,
  '6': /^techniques?$/i,
  '7': /^scenarios?$/i,
};

function numberOf(word: string): number {
  if (/^\d/.test(word)) return Number(word);
  const [first = '', second = ''] = word.toLowerCase().split(/[- ]/);
  const tens = TENS.indexOf(first);
  return tens > 0 ? tens * 10 + Math.max(0, UNITS.indexOf(second)) : UNITS.indexOf(first);
}

/** The counts that a noun may mean; the first one is what the message names. */
function counted(plan: Plan, noun: string): number[] {
  const active = (items: readonly { readonly withdrawn: boolean }[]): number =>
    items.filter((item) => !item.withdrawn).length;
  if (noun.startsWith('scenario')) return [plan.scenarios.length];
  if (noun.startsWith('technique')) return [plan.techniques.length];
  if (noun.startsWith('missing')) return [plan.missingClaims.length, active(plan.missingClaims)];
  if (noun.startsWith('claim')) return [plan.claims.length, active(plan.claims)];
  return [plan.hypotheses.length, active(plan.hypotheses)];
}
