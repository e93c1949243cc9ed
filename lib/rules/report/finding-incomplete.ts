import { fieldOf } from '../../plan/fields.js';
import { FINDING_FIELDS, FINDING_KINDS, SEVERITIES, type FindingFieldKey } from '../../vocabulary/report.js';
import { BLAMES } from '../../vocabulary/blocks.js';
import { isMissing, isPlaceholder, takesBack } from '../plan/support.js';
import { reportRule } from '../rule.js';

const OPTIONAL: ReadonlySet<string> = new Set(['tags', 'cause']);
const PENDING = /^\W*unknown\W+pending\W+\w/i;
const BLAME_WORD = /(?<![\w-])(sut|harness|checker|environment)(?![\w-])/gi;
const KIND_WORD = new RegExp(
  `(?<![\\w-])(?:${FINDING_KINDS.map((kind) => kind.replace('-', '[-/ ]')).join('|')})(?![\\w-])`,
  'gi',
);

/** What stands in a field and cannot be followed. */
const VAGUE: Readonly<Partial<Record<FindingFieldKey, RegExp>>> = {
  evidence:
    /^\W*(?:see\s+)?(?:the\s+|our\s+|all\s+)?(?:logs?|metrics|artifacts?|attached|attachments?|(?:available )?(?:up)?on request|yes|session(?: (?:dir|directory|log))?|observed|self-?evident|obvious)\W*$/i,
  reproducer:
    /^\W*(?:(?:just\s+)?(?:re-?)?run (?:it|the (?:test|scenario|suite|workload)|again)(?: again| once more)?|yes|trivial|always|manual(?:ly)?|easy|known|obvious|as above|happens (?:sometimes|often|always))\W*$/i,
  next: /^\W*(?:fix(?: it)?|investigate(?: further)?|look into it|follow up|discuss|monitor|wait)\W*$/i,
};

const HOW: Readonly<Partial<Record<FindingFieldKey, string>>> = {
  evidence: 'link the files inside the session: history, checker record, log with its line',
  reproducer: 'give the command with seed and fault schedule, and k of n re-runs; say so where nothing was minimised',
  next: 'say who does what',
};

/** The choice that a field makes: what stands in brackets or behind a dash explains it. */
const choiceOf = (text: string): string => text.split(/[—–(;.]|\s-\s/)[0] ?? '';

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
      for (const [key, pattern] of Object.entries(VAGUE) as [FindingFieldKey, RegExp][]) {
        const value = fieldOf(finding.fields, key)?.value;
        if (value === undefined || isMissing(value) || isPlaceholder(value) || !pattern.test(value.value)) continue;
        // A link is a place, whatever its words are.
        if (value.marks.some(({ kind }) => kind === 'link')) continue;
        const { label, purpose } = FINDING_FIELDS.find((field) => field.key === key) ?? { label: key, purpose: '' };
        say({
          range: value.visible,
          message: `finding ${name} says "${value.value.trim()}" under ${label}, which nobody can follow: ${purpose}`,
          help: HOW[key] ?? 'name it',
          subject: `${name}/${key}`,
        });
      }
      const blame = fieldOf(finding.fields, 'blame')?.value;
      if (blame !== undefined && !isMissing(blame) && !isPlaceholder(blame) && !PENDING.test(blame.value)) {
        const head = choiceOf(blame.value);
        const named = new Set([...head.matchAll(BLAME_WORD)].map(([word]) => word.toLowerCase()));
        if (named.size !== 1 || takesBack(head))
          say({
            range: blame.visible,
            message: `finding ${name} is blamed on ${named.size < 2 ? `"${blame.value.trim()}"` : `${named.size} at once`}, expected one of ${BLAMES.join(', ')}`,
            help: 'decide by the experiment, or write "unknown — pending" and the experiment that will decide',
            subject: `${name}/blame`,
          });
      }
      const kind = fieldOf(finding.fields, 'kind')?.value;
      if (kind !== undefined && !isMissing(kind) && !isPlaceholder(kind)) {
        const head = choiceOf(kind.value);
        const named = new Set([...head.matchAll(KIND_WORD)].map(([word]) => word.toLowerCase().replace(/[/ ]/, '-')));
        if (named.size !== 1 || takesBack(head))
          say({
            range: kind.visible,
            message: `finding ${name} has ${named.size < 2 ? `the classification "${kind.value.trim()}"` : 'several classifications'}, expected one of ${FINDING_KINDS.join(', ')}`,
            help: 'take the one whose removal makes the failure disappear; name the other in the text',
            subject: `${name}/kind`,
          });
      }
      const severity = fieldOf(finding.fields, 'severity')?.value;
      if (severity !== undefined && !isMissing(severity) && !isPlaceholder(severity)) {
        const named = new Set([...severity.value.matchAll(/\bP\d\b/gi)].map(([word]) => word.toUpperCase()));
        if (named.size !== 1 || takesBack(choiceOf(severity.value)) || ![...named].every((one) => one in SEVERITIES))
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
