import { fieldOf } from '../../plan/fields.js';
import { FINDING_FIELDS, FINDING_KINDS, SEVERITIES } from '../../vocabulary/report.js';
import { BLAMES } from '../../vocabulary/scenario.js';
import { isMissing, isPlaceholder } from '../plan/support.js';
import { reportRule } from '../rule.js';

const OPTIONAL: ReadonlySet<string> = new Set(['tags', 'cause']);
const PENDING = /^\W*unknown\W+pending\W+\w/i;
const BLAME_WORD = /(?<![\w-])(sut|harness|checker|environment)(?![\w-])/gi;
const KIND_WORD = new RegExp(`(?<![\\w-])(?:${FINDING_KINDS.join('|')})(?![\\w-])`, 'gi');

/** DST211. */
export default reportRule({
  id: 'DST211',
  name: 'finding-incomplete',
  severity: 'error',
  summary: 'A finding has its fields: one blame, one kind, one severity, and what a reader needs to reproduce it.',
  why: 'A finding travels alone into a tracker. Without a reproducer it is a rumour, without one blame two teams wait for each other, without a severity it is sorted to the end.',
  examples: {
    failing:
      '## Findings\n\n### Finding F1: stale read\n\n- **Scenario:** S1\n- **Hypothesis addressed:** H1\n- **What happened:** operation 41 read 0 after 40 was written\n- **Reproducer:** make s1 SEED=7; 2 of 3 re-runs\n- **Reduction classification:** ⟦SUT or checker⟧\n- **Classification:** partition\n- **Secondary tags:** safety\n- **Severity:** P0\n- **Evidence:** evidence/S1/checker.json\n- **Hypothesised root cause:** unknown\n- **Suggested next action:** storage team bisects\n',
    passing:
      '## Findings\n\n### Finding F1: stale read\n\n- **Scenario:** S1\n- **Hypothesis addressed:** H1\n- **What happened:** operation 41 read 0 after 40 was written\n- **Reproducer:** make s1 SEED=7; 2 of 3 re-runs\n- **Reduction classification:** SUT\n- **Classification:** partition\n- **Secondary tags:** safety\n- **Severity:** P0\n- **Evidence:** evidence/S1/checker.json\n- **Hypothesised root cause:** unknown\n- **Suggested next action:** storage team bisects\n',
  },
  check(report, say) {
    for (const finding of report.findings) {
      const name = finding.id ?? finding.title;
      if (finding.fields.length < 3) {
        // One paragraph instead of fields: what can be found in it counts.
        const text = finding.text.value;
        const lacking = [
          ...(/\b(?:repro\w*|re-?runs?|seed|command)\b|`/i.test(text) ? [] : ['a reproducer']),
          ...(/(?<![\w-])(?:SUT|harness|checker|environment)(?![\w-])/.test(text) ? [] : ['whom it is blamed on']),
          ...(/\bP[0-3]\b/.test(text) ? [] : ['a severity']),
        ];
        say({
          range: finding.range,
          message: `finding ${name} is one paragraph${lacking.length === 0 ? '' : `, without ${lacking.join(', ')}`}`,
          help: `use the fields ${FINDING_FIELDS.map(({ label }) => label).join(', ')}: a tracker and a reviewer look for them`,
          subject: `${name}/form`,
        });
        continue;
      }
      const place = (key: (typeof FINDING_FIELDS)[number]['key']): { start: number; end: number } => {
        const field = fieldOf(finding.fields, key);
        return field === undefined ? finding.range : field.value.isBlank ? field.labelRange : field.value.visible;
      };
      for (const { key, label, purpose } of FINDING_FIELDS) {
        const value = fieldOf(finding.fields, key)?.value;
        if (OPTIONAL.has(key) || (value !== undefined && !isMissing(value))) continue;
        const none = /^none\b/i.test(value?.value.trim() ?? '');
        if (!none)
          say({
            range: place(key),
            message: `finding ${name} has no ${label}: ${purpose}`,
            help: `add "- **${label}:** …"`,
            subject: `${name}/${key}`,
          });
      }
      const blame = fieldOf(finding.fields, 'blame')?.value;
      if (blame !== undefined && !isMissing(blame) && !isPlaceholder(blame) && !PENDING.test(blame.value)) {
        // What stands in brackets or behind a dash explains; the choice stands before it.
        const head = blame.value.split(/[—–(;.]|\s-\s/)[0] ?? '';
        const named = new Set([...head.matchAll(BLAME_WORD)].map(([word]) => word.toLowerCase()));
        if (named.size !== 1)
          say({
            range: blame.visible,
            message: `finding ${name} is blamed on ${named.size === 0 ? `"${blame.value.trim()}"` : `${named.size} at once`}, expected one of ${BLAMES.join(', ')}`,
            help: 'decide by the experiment, or write "unknown — pending" and the experiment that will decide',
            subject: `${name}/blame`,
          });
      }
      const kind = fieldOf(finding.fields, 'kind')?.value;
      if (kind !== undefined && !isMissing(kind) && !isPlaceholder(kind)) {
        const head = kind.value.split(/[—–(;.]|\s-\s/)[0] ?? '';
        const named = new Set([...head.matchAll(KIND_WORD)].map(([word]) => word.toLowerCase()));
        if (named.size !== 1)
          say({
            range: kind.visible,
            message: `finding ${name} has ${named.size === 0 ? `the classification "${kind.value.trim()}"` : 'several classifications'}, expected one of ${FINDING_KINDS.join(', ')}`,
            help: 'take the one whose removal makes the failure disappear; name the other in the text',
            subject: `${name}/kind`,
          });
      }
      const severity = fieldOf(finding.fields, 'severity')?.value;
      if (severity !== undefined && !isMissing(severity) && !isPlaceholder(severity)) {
        const named = new Set([...severity.value.matchAll(/\bP\d\b/gi)].map(([word]) => word.toUpperCase()));
        if (named.size !== 1 || ![...named].every((one) => one in SEVERITIES))
          say({
            range: severity.visible,
            message: `finding ${name} has the severity "${severity.value.trim()}", expected one of ${Object.keys(SEVERITIES).join(', ')}`,
            help: Object.entries(SEVERITIES)
              .map(([level, meaning]) => `${level}: ${meaning}`)
              .join('; '),
            subject: `${name}/severity`,
          });
      }
    }
  },
});
