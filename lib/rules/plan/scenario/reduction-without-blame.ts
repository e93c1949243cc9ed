import { BLAMES } from '../../../vocabulary/blocks.js';
import { planRule } from '../../rule.js';
import { content, dueBlocks, placeOf, pointsElsewhere, quoted } from './support.js';

export default planRule({
  id: 'DST178',
  name: 'reduction-without-blame',
  severity: 'error',
  summary: 'A reduction plan has no step that minimises the failure, or none that says whose it is.',
  why: `A failing history of a distributed test is as often the harness's, the checker's or the environment's as the
system's. Without the step that tells them apart the finding goes to the wrong queue, is closed as flaky, and the next
true one with it. And without minimising (fewer nodes, shorter window, one seed) nobody can tell them apart.`,
  examples: {
    failing: `### Scenario S1: acknowledged_appends_survive_crash_of_any_node

- **Falsifies if it FAILs:** C1

#### §7.M — Model / history / checker discipline

- **Reduction plan:** ⟦fewer nodes, one kill, one client, a fixed seed⟧
`,
    passing: `### Scenario S1: acknowledged_appends_survive_crash_of_any_node

- **Falsifies if it FAILs:** C1

#### §7.M — Model / history / checker discipline

- **Reduction plan:** fewer nodes, one kill, one client, a fixed seed; then SUT vs harness vs checker vs env
`,
  },
  check(plan, report, index) {
    for (const { block, owner } of dueBlocks(plan, index)) {
      const field = content(block.fields, 'reduction');
      if (field === undefined || pointsElsewhere(field.value.value)) continue;
      const text = field.value.value.toLowerCase();
      const blamed = BLAME_WORDS.filter((pattern) => pattern.test(text)).length >= 2;
      const blames = (blamed || BLAME_STEP.test(text)) && !NO_BLAME.test(text);
      const reduces = REDUCES.test(text);
      if (blames && reduces) continue;
      report({
        range: placeOf(field),
        message: `${owner}'s reduction plan ${
          blames ? 'reduces nothing' : reduces ? 'blames nobody' : 'neither reduces the failure nor blames anybody'
        }: ${quoted(field.value)}`,
        help: blames
          ? 'say what is made smaller: operations, clients, nodes, fault windows; with how many repeats a probe'
          : `end it with "then classify as ${BLAMES.slice(0, -1).join(', ')} or ${BLAMES.at(-1) ?? ''}"`,
        subject: `${owner}/§7.M/reduction`,
      });
    }
  },
});

const BLAME_WORDS = [/\bsut\b|\bsystem under test\b/, /\bharness\b/, /\bchecker\b/, /\benv(?:ironment)?\b/];
const BLAME_STEP = /\b(?:classif\w+|blam\w+|attribut\w+|triage\w*|assign\w* (?:the )?(?:cause|fault|class))/;
const NO_BLAME = /\b(?:no|without|not|never|skip(?:ping)?)\b.{0,12}\b(?:classif\w+|blam\w+|triage\w*)/;
const REDUCES =
  /\b(?:minim\w+|shrink\w*|shrunk|reduc(?:e[sd]?|ing|tion of|tion to)|ddmin|bisect\w*|smallest|smaller|shorte[rs]t?\w*|fewer|fewest|narrow\w*|isolat\w*|split\w*|by (?:key|process|client|worker|operation|seed)(?:e?s)?|halv\w+|simplif\w+|delta[- ]debug\w*|single|one (?!of\b|that\b|which\b|who\b|by\b|way\b)[a-z]+|repeats? (?:a|per|each|every) (?:probe|candidate|step)|drop\w*|remov\w*|cut|lower\w*|least|min-seed|replay\w*|re-?run\w*|fix(?:ed)? (?:the )?seed|\d+[- ]nodes?)\b/;
