import { planRule } from '../../rule.js';
import { isPlaceholder } from '../support.js';

/** Words of praise or hope that no observation contradicts. */
const VAGUE =
  /\b(?:works? (?:correctly|properly|well|fine|as (?:expected|intended|designed))|behaves? (?:correctly|properly|well|as (?:expected|intended|designed))|as (?:fast|quickly|soon|well) as possible|(?:is|are|be|remains?|stays?) (?:(?:very|highly|fully|quite) )?(?:robust|reliable|resilient|scalable|performant|stable|fast|user-friendly|healthy|reasonable|good|correct|available|consistent|fault[- ]tolerant|production[- ]ready)|good performance|high (?:performance|availability|quality)|gracefully|in a (?:reasonable|timely) (?:time|manner|fashion)|should (?:usually|normally|generally|mostly))\b/i;
/** Words that tie a sentence to something that can be observed. */
const BOUND =
  /\d|\b(?:after|when|while|until|unless|within|if|under|during|before|between|every|each|once|never|at most|at least|only|same|exactly|any|even)\b/i;

export default planRule({
  id: 'DST122',
  name: 'unfalsifiable-claim',
  severity: 'warning',
  summary: 'A claim is worded so that no observation could contradict it.',
  why: `"The cluster is highly available" is compatible with an outage of an hour. A claim that names a bound, a condition or
an observer ("a healthy majority elects a leader within 5 s") can be falsified; the other kind can only be agreed with, and
its scenario passes whatever the system does.`,
  examples: {
    failing: `## 1b. Claims under test

| ID | Claim | Category | Source | Inferred? |
|---|---|---|---|---|
| C1 | The cluster ⟦is highly available⟧. | liveness | README | no |
`,
    passing: `## 1b. Claims under test

| ID | Claim | Category | Source | Inferred? |
|---|---|---|---|---|
| C1 | The cluster is available while any minority of nodes is down. | liveness | README | no |
`,
  },
  check(plan, report) {
    for (const { id, statement, withdrawn } of plan.claims) {
      const { value } = statement;
      if (withdrawn || isPlaceholder(value)) continue;
      const match = VAGUE.exec(value);
      if (match === null || BOUND.test(value)) continue;
      report({
        range: statement.source(match.index, match.index + match[0].length),
        message: `${id} says "${match[0]}", which no observation can contradict`,
        help: 'name the bound or the condition: who observes what, under which faults, within which time',
        subject: id,
      });
    }
  },
});
