import { SETUP_WORDS, isPropertyWord } from '../../../vocabulary/names.js';
import { planRule } from '../../rule.js';
import { isPlaceholder } from '../support.js';
import { quoted } from './support.js';

const NUMBERED =
  /^(?:the\s+)?(?:new\s+|first\s+|second\s+|third\s+)?(?:test|scenario|case|check|run|experiment|trial)s?[\s_#-]*\d*$/i;

export default planRule({
  id: 'DST160',
  name: 'scenario-named-after-setup',
  severity: 'warning',
  summary: 'A scenario is named after its set-up instead of the claim that it would falsify.',
  why: `A test called \`partition_test\` still deserves its name when its oracle has been weakened to "the process is up". A
test called \`reads_stay_linearizable_under_partition\` does not: the name is a promise that a reviewer of the diff can
hold against the code. Names of set-ups also hide that two scenarios test the same claim, and that another has none.`,
  examples: {
    failing: `### Scenario S3: ⟦3-node cluster with chaos⟧

- **Falsifies if it FAILs:** C3
`,
    passing: `### Scenario S3: transfers are booked once in a 3-node cluster with chaos

- **Falsifies if it FAILs:** C3
`,
  },
  check(plan, report) {
    for (const scenario of plan.scenarios) {
      const { id, name } = scenario;
      if (isPlaceholder(name)) continue;
      if (name !== '' && !NUMBERED.test(name) && !isSetup(name)) continue;
      report({
        range: scenario.nameRange,
        message:
          name === ''
            ? `${id} has no name`
            : `${id} is named after its set-up, ${quoted(name)}, not after what it would falsify`,
        help: `name it after the claim: acknowledged_appends_survive_crash, reads_stay_linearizable_under_partition`,
        subject: `${id}/name`,
      });
    }
  },
});

/** Only set-up words, numbers and small words: nothing that says what must hold. */
function isSetup(name: string): boolean {
  let setup = 0;
  let other = 0;
  for (const word of name.toLowerCase().split(/[^a-z0-9]+/)) {
    if (word === '' || /^\d/.test(word)) continue;
    if (isPropertyWord(word)) return false;
    if (SETUP_WORDS.has(word)) setup++;
    else if (
      !/^(?:a|an|the|of|on|in|at|by|to|for|from|via|per|with|and|or|under|during|after|before|while|over|through|across|s|us|my|our|new)$/.test(
        word,
      )
    )
      other++;
  }
  // A subject that no list knows is allowed beside the set-up; more of them may hide a verb.
  return setup > 0 && other <= 2;
}
