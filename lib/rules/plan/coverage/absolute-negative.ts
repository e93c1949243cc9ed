import { ABSOLUTES } from '../../../vocabulary/absolutes.js';
import { absolutesIn } from '../../absolutes.js';
import { planRule } from '../../rule.js';

export default planRule({
  id: 'DST194',
  name: 'absolute-negative',
  severity: 'error',
  summary: 'The confidence statement promises what no finite test can show.',
  why: `"An acknowledged write cannot be lost" is a statement about all executions; the run has seen some. Stakeholders quote this
paragraph, and the first incident then disproves not the scenario but the people who wrote it. "Not observed under the tested
threats" is as strong as the evidence and stays true.`,
  examples: {
    failing: `## 7d. Confidence statement

An acknowledged write ⟦cannot be lost⟧. The suite ⟦proves⟧ that reads are linearizable.
`,
    passing: `## 7d. Confidence statement

No acknowledged write was lost under the tested threats. A pass does not prove that reads are linearizable, and we cannot say
anything about power loss. Nobody should read it as "data cannot be lost".
`,
  },
  check(plan, report) {
    const prose = plan.confidence?.prose.value ?? '';
    if (!ABSOLUTES.some(({ pattern }) => prose.search(pattern) !== -1)) return;
    for (const sentence of plan.confidence?.sentences ?? [])
      for (const { start, end, words, instead } of absolutesIn(sentence, ABSOLUTES))
        report({
          range: sentence.source(start, end),
          message: `the confidence statement says "${words}", which no finite test can show`,
          help: `write ${instead}`,
          subject: `§7d/${words.toLowerCase()}`,
        });
  },
});
