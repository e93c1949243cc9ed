import { judgeOracle } from '../plan/scenario/uncheckable-oracle.js';
import { isMissing } from '../plan/support.js';
import { reportRule } from '../rule.js';
import { isPass, leaves, stated } from './support.js';

/** DST219. */
export default reportRule({
  id: 'DST219',
  name: 'oracle-decides-nothing',
  severity: 'error',
  soundness: true,
  summary: 'A PASS names an oracle that a machine can decide.',
  why: 'A cluster that has lost every tenth acknowledged write stays up, logs no error and looks healthy. "The process stays alive" and "no errors in the logs" are true of exactly the runs that a test is for, so a PASS that rests on them is true of a broken system, too.',
  examples: {
    failing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | PASS-smoke | ⟦the process stays alive⟧ | 480 operations sent | none planned | evidence/S1 |\n',
    passing:
      '## Scenario results\n\n| ID | Scenario | Verdict | Oracle | Oracle execution evidence | Nemesis landing evidence | Artifact link |\n|---|---|---|---|---|---|---|\n| S1 | a | PASS-smoke | the process stays alive, and every acknowledged write is read back | 480 operations sent | none planned | evidence/S1 |\n',
  },
  check(report, say) {
    const rows = new Set<unknown>();
    for (const entry of leaves(report)) {
      const { oracle } = entry;
      if (!isPass(stated(entry)) || oracle === undefined || rows.has(entry.row) || isMissing(oracle)) continue;
      const judged = judgeOracle(oracle.value);
      // A word or two may be the name of a checker that no list knows.
      if (judged === undefined || !/no machine|taken back/.test(judged.reason)) continue;
      rows.add(entry.row);
      say({
        range: oracle.slice(judged.at, judged.end).visible,
        message: `${entry.key} is ${stated(entry) ?? 'PASS'}, and its oracle ${judged.reason}: "${oracle.value.slice(judged.at, judged.end).trim()}"`,
        help: 'name the checker that judged the history; if none did, it is PARTIAL-surface',
        subject: `${entry.key}/oracle`,
      });
    }
  },
});
