import { fieldOf } from '../../plan/fields.js';
import { sectionPlace } from '../report/support.js';
import { traceRule } from '../rule.js';

const NOT_PROVIDED = /^\W*not provided\W*(.*)$/is;
/** Words long enough to tell one reason from another. */
const words = (text: string): Set<string> => new Set(text.toLowerCase().match(/[a-z0-9]{4,}/g) ?? []);

/** True where at least half of the words of a phrase stand in a text; words of `beside` may be there for its sake. */
function shares(text: string, phrase: string, beside = ''): boolean {
  const all = words(phrase);
  const own = [...all].filter((word) => !words(beside).has(word));
  const wanted = own.length < 2 ? all : new Set(own);
  const there = words(text);
  return [...wanted].filter((word) => there.has(word)).length * 2 >= wanted.size;
}

/** DST303. */
export default traceRule({
  id: 'DST303',
  name: 'disclosure-missing',
  severity: 'error',
  summary: 'Every release budget that the plan does not provide is disclosed with its reason and revisit condition.',
  why: 'A release manager takes a DONE for a release gate. Where the plan has none, the report must say so at the same place, for the same reason, with the condition that ends the exception; otherwise the exception becomes the rule.',
  examples: {
    failing:
      '## ⟦Release-budget disclosures⟧\n\n- S2: not provided — no cluster stays reserved overnight. Revisit when: the nightly pool has five nodes.\n',
    passing:
      '## Release-budget disclosures\n\n- S2: not provided — no cluster stays reserved overnight. Revisit when: the nightly pool has five nodes.\n- S4: not provided — exports run nightly only. Revisit when: the job can be started by hand.\n',
  },
  check({ report, plan }, say) {
    if (!report.sections.some(({ key }) => key === 'disclosures')) return;
    for (const scenario of plan.scenarios) {
      const release = fieldOf(scenario.fields, 'release');
      const absent = release === undefined ? null : NOT_PROVIDED.exec(release.value.value);
      const lines = report.disclosures.filter(({ scenarios }) => scenarios.some(({ id }) => id === scenario.id));
      const line = lines[0];
      const related = [
        { range: release?.labelRange ?? scenario.idRange, message: 'the plan’s words', source: plan.source },
      ];
      if (absent === null) {
        const denied =
          release === undefined ? undefined : lines.find(({ text }) => /\bnot provided\b/i.test(text.value));
        if (denied !== undefined)
          say({
            range: denied.text.visible,
            message: `the report says that ${scenario.id} has no release budget, and the plan provides one`,
            help: 'take the line out; that the budget was not run belongs into the row and the adequacy assessment',
            related,
            subject: `${scenario.id}/disclosure`,
          });
        continue;
      }
      if (line === undefined) {
        say({
          range: sectionPlace(report, 'disclosures'),
          message: `${scenario.id} has no release budget in the plan, and the report does not disclose it`,
          help: `add "- ${scenario.id}: not provided — <reason>. Revisit when: <condition>." as in the plan`,
          related,
          subject: `${scenario.id}/disclosure`,
        });
        continue;
      }
      const [reason = '', condition = ''] = (absent[1] ?? '').split(/\brevisit(?:ed)?(?:\s+when)?\b/i);
      const lacking = [
        ...(shares(line.text.value, reason, condition) ? [] : ['reason']),
        ...(shares(line.text.value, condition) ? [] : ['revisit condition']),
      ];
      if (lacking.length > 0)
        say({
          range: line.text.visible,
          message: `the disclosure of ${scenario.id} gives another ${lacking.join(' and another ')} than the plan, or none`,
          help: 'copy the plan’s sentence: reason and revisit condition',
          related,
          subject: `${scenario.id}/disclosure`,
        });
    }
  },
});
