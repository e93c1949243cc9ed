import { packRule } from '../rule.js';

const WHEN =
  /\b(?:when|whenever|if|use[ds]?|using|for|before|after|during|while|upon|on|asks?|asked|asking|needs?|triggers?|requests?|requires?|to)\b/i;

/** The same in languages that are often written without a letter outside ASCII. */
const WHEN_ELSEWHERE =
  /\b(?:wenn|sobald|falls|verwenden|nutzen|bei|quand|lorsque|utiliser|pour|cuando|usar|para|quando|usare|wanneer|als|gebruik|gdy|kiedy|ketika|saat|jika|gunakan)\b/i;

export default packRule({
  id: 'DST609',
  name: 'skill-description-says-no-when',
  severity: 'warning',
  summary: 'A description does not say when the skill is to be used.',
  why: `An agent chooses a skill by its description alone, so it has to say what the skill does and in which situation, with the
words that a user would use. "Database tests" matches nothing and everything: the skill is loaded by chance.`,
  examples: {
    failing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: ⟦Database tests.
---
`,
    passing: `==> skills/kv-tests/SKILL.md <==
---
name: kv-tests
description: Checks a store's history. Use when asked whether a store loses writes.
---
`,
  },
  check(pack, report) {
    for (const { main, front } of pack.skills) {
      const { description } = front;
      // Other languages say it in their own words.
      if (
        description === null ||
        description.trim() === '' ||
        WHEN.test(description) ||
        WHEN_ELSEWHERE.test(description) ||
        /[^\p{ASCII}‘’“”–—…]/u.test(description)
      )
        continue;
      report({
        source: main.source,
        range: front.descriptionPlace,
        message: 'the description does not say when to use the skill',
        help: 'add "Use when …" with the words that users say',
        subject: `${main.path}/description/when`,
      });
    }
  },
});
