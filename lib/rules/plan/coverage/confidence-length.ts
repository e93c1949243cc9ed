import { sectionName } from '../../../plan/sections.js';
import { planRule } from '../../rule.js';
import { isPlaceholder } from '../support.js';

const LEAST = 4;
const MOST = 8;

export default planRule({
  id: 'DST152',
  name: 'confidence-length',
  severity: 'warning',
  summary: 'The confidence statement has fewer than four or more than eight sentences.',
  why: `Below four sentences there is no room for what was tested, under which threats, what was not, and what would change the
judgement. Past eight nobody quotes it, and stakeholders make up a shorter one without the limits.`,
  examples: {
    failing: `## 7d. Confidence statement

⟦Everything⟧ was fine.
`,
    passing: `## 7d. Confidence statement

No lost append was observed under crashes of single nodes, e.g. by SIGKILL. The checker saw every operation. The web console was not
exercised. Power loss stays open.
`,
  },
  check(plan, report) {
    const confidence = plan.confidence;
    if (confidence === undefined || confidence.prose.isBlank || isPlaceholder(confidence.prose)) return;
    const count = confidence.sentences.length;
    const first = confidence.sentences[0];
    if (first === undefined || (count >= LEAST && count <= MOST)) return;
    report({
      range: first.visible,
      message: `${sectionName('7d')} has ${count} ${count === 1 ? 'sentence' : 'sentences'}; four to eight are what a reader takes in`,
      help:
        count < LEAST
          ? 'say what was tested, under which threats, what was not tested, and what would change the judgement'
          : 'keep the judgement and its limits; move the details to §7b and §7c',
      subject: '§7d/length',
    });
  },
});
