import { isPass, leaves, stated, verdictPlace } from '../report/support.js';
import { traceRule } from '../rule.js';

const ADEQUATE =
  /^\W*(?:fully\s+|still\s+|remains?\s+)?(?:adequate|sufficient|established|as planned|as argued|satisfied|complete|unchanged|validated|supported|confirmed)\b/i;
const LIMITED = /\b(?:not|no|only|but|except|although|partly|partial(?:ly)?|weaker|less|inconclusive|if|once|until)\b/i;

/** DST307. */
export default traceRule({
  id: 'DST307',
  name: 'adequacy-contradicts-rows',
  severity: 'error',
  soundness: true,
  summary: 'A claim is called adequately tested only where a scenario that would falsify it passed.',
  why: 'The adequacy assessment is what a release decision quotes: claim by claim, whether the argument of the plan still stands. Copied from the plan before the run, it stands on scenarios that failed, did not run or proved nothing.',
  examples: {
    failing:
      "## Adequacy assessment\n\n| Claim | Plan's adequacy argument | What actually ran | Adequacy after this run |\n|---|---|---|---|\n| C1 | kills | S1 | ⟦adequate⟧ |\n| C2–C5 | as in the plan | nothing | not established |\n\n## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | NOT-RUN (no root) | - | - | - | - |\n| S2 | b | NOT-RUN (no root) | - | - | - | - |\n| S3 | c | NOT-RUN (no root) | - | - | - | - |\n| S4/grpc | d | NOT-RUN (no root) | - | - | - | - |\n| S4/http | d | NOT-RUN (no root) | - | - | - | - |\n| S4/export | d | NOT-RUN (no root) | - | - | - | - |\n",
    passing:
      "## Adequacy assessment\n\n| Claim | Plan's adequacy argument | What actually ran | Adequacy after this run |\n|---|---|---|---|\n| C1–C5 | as in the plan | nothing | not established |\n\n## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | NOT-RUN (no root) | - | - | - | - |\n| S2 | b | NOT-RUN (no root) | - | - | - | - |\n| S3 | c | NOT-RUN (no root) | - | - | - | - |\n| S4/grpc | d | NOT-RUN (no root) | - | - | - | - |\n| S4/http | d | NOT-RUN (no root) | - | - | - | - |\n| S4/export | d | NOT-RUN (no root) | - | - | - | - |\n",
  },
  check({ report, plan, index }, say) {
    const rows = leaves(report);
    if (rows.length === 0) return;
    for (const { claims, after } of report.adequacy) {
      if (after === undefined || !ADEQUATE.test(after.value) || LIMITED.test(after.value)) continue;
      for (const { id } of claims) {
        const claim = index.claims.get(id);
        const own = plan.scenarios
          .filter(({ falsifies }) => falsifies.some((ref) => ref.id === id))
          .map((one) => one.id);
        const there = rows.filter((entry) => own.includes(entry.id));
        if (claim === undefined || there.length === 0 || there.some((entry) => isPass(stated(entry)))) continue;
        say({
          range: after.visible,
          message: `${id} is called "${after.value.trim()}", and no scenario that would falsify it passed (${there.map((entry) => `${entry.key} ${stated(entry) ?? '?'}`).join(', ')})`,
          help: 'say what this run left of the argument: weaker than planned because …, or not established',
          related: [
            ...there
              .slice(0, 3)
              .map((entry) => ({ range: verdictPlace(entry), message: `${entry.key}: ${stated(entry) ?? ''}` })),
            { range: claim.idRange, message: `${id} in the plan`, source: plan.source },
          ],
          subject: `${id}/adequacy`,
        });
        break;
      }
    }
  },
});
