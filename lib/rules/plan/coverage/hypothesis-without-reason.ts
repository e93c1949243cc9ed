import type { Plan } from '../../../plan/model.js';
import { HYPOTHESIS_CATEGORIES } from '../../../vocabulary/claims.js';
import { planRule } from '../../rule.js';
import { idList, isMissing, isPlaceholder } from '../support.js';

export default planRule({
  id: 'DST136',
  name: 'hypothesis-without-reason',
  severity: 'warning',
  summary: 'A hypothesis does not say why it is suspected, or in which subsystem.',
  why: `The reason (a code path, an incident, a known pitfall) is what tells a hunch from a lead, and the subsystem is where the
fault has to hit. Without both, the executing agent injects the fault that is easiest, somewhere.`,
  examples: {
    failing: `## 4. Failure-mode hypotheses

⟦H1⟧. **Lost append on crash** — the leader answers before a majority has the entry.
   - Could falsify: C1
   - Suspected because: ???
`,
    passing: `## 4. Failure-mode hypotheses

### Log

H1. **Lost append on crash** — the leader answers early, suspected because batching acknowledges from a callback.
   - Could falsify: C1
`,
  },
  check(plan, report) {
    // Older plans tie reason and place into the prose, in as many forms as there are authors.
    if (plan.generation === 'older') return;
    const firstGroup = groupStarts(plan)[0] ?? Infinity;
    for (const { id, idRange, because, subsystem, text, withdrawn } of plan.hypotheses) {
      if (withdrawn || isPlaceholder(text)) continue;
      const lacking = [
        ...(because === undefined
          ? /\bbecause\b|\bsuspect|\bpitfall\b|\bincident\b/i.test(text.value)
            ? []
            : ['why it is suspected']
          : isMissing(because)
            ? ['why it is suspected']
            : []),
        ...(subsystem === undefined
          ? firstGroup < idRange.start || /\bsubsystem\b/i.test(text.value)
            ? []
            : ['its subsystem']
          : isMissing(subsystem)
            ? ['its subsystem']
            : []),
      ];
      if (lacking.length === 0) continue;
      report({
        range: idRange,
        message: `${id} does not say ${idList(lacking)}`,
        help: 'add "Suspected because:" (code path, incident or pitfall) and "Subsystem:"',
        subject: id,
      });
    }
  },
});

/** Headings inside §4 that group hypotheses by subsystem; those that name a category of failures do not. */
function groupStarts(plan: Plan): number[] {
  return plan.sections
    .filter(({ key }) => key === '4')
    .flatMap(({ lines }) => lines)
    .flatMap((line) => {
      if (line.kind !== 'heading' || /^\s*H-?\d/.test(line.text.value)) return [];
      const value = line.text.value.toLowerCase();
      return HYPOTHESIS_CATEGORIES.some(({ words }) => words.some((word) => value.includes(word)))
        ? []
        : [line.block.range.start];
    });
}
