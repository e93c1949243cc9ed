import { PROPERTY, TAKEN_BACK, VAGUE_ORACLES } from '../../../vocabulary/oracles.js';
import { planRule } from '../../rule.js';
import { clauses, content, quoted, sentences } from './support.js';

export default planRule({
  id: 'DST161',
  name: 'uncheckable-oracle',
  severity: 'error',
  soundness: true,
  summary: 'An oracle states no property that a machine can decide and no metric with a threshold.',
  why: `The oracle is what makes a run a test. A cluster that has lost every tenth acknowledged write is up, logs no
error and looks healthy on the dashboard: "logs look fine", "behaves correctly" and "the process stays alive" are true
of exactly the runs that a test of a distributed system is for. An oracle is a checker over the recorded history, a
property over the complete final state, or a metric with a threshold.`,
  examples: {
    failing: `### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3
- **Oracle:** ⟦logs look fine⟧ and the system behaves correctly
`,
    passing: `### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3
- **Oracle:** logs look fine, and every acknowledged request id is booked once in the audit table
`,
  },
  check(plan, report) {
    for (const scenario of plan.scenarios) {
      const oracle = content(scenario.fields, 'oracle');
      if (oracle === undefined) continue;
      const { value } = oracle;
      const verdict = judgeOracle(value.value);
      if (verdict === undefined) continue;
      report({
        range: value.slice(verdict.at, verdict.end).visible,
        message: `${scenario.id}'s oracle ${verdict.reason}: ${quoted(value.slice(verdict.at, verdict.end))}`,
        help: 'name a checker over the recorded history, a property over the whole final state, or a metric with its threshold',
        subject: `${scenario.id}/oracle`,
      });
    }
  },
});

/** Undefined for an oracle that can be decided; otherwise where and why not. */
export function judgeOracle(value: string): { at: number; end: number; reason: string } | undefined {
  let vague: { at: number; end: number; reason: string } | undefined;
  for (const sentence of sentences(value)) {
    const back = TAKEN_BACK.exec(sentence.text);
    if (back !== null) {
      const at = sentence.at + back.index;
      vague ??= { at, end: at + back[0].length, reason: 'is taken back' };
      continue;
    }
    let rest = '';
    for (const clause of clauses(sentence.text)) {
      const label = VAGUE_ORACLES.find(({ pattern }) => pattern.test(clause.text))?.label;
      if (label === undefined) rest += ` ${clause.text}`;
      else
        vague ??= {
          at: sentence.at + clause.at,
          end: sentence.at + clause.end,
          reason: `is no machine's decision (${label})`,
        };
    }
    if (PROPERTY.some((pattern) => pattern.test(rest))) return undefined;
  }
  if (vague !== undefined) return vague;
  // A whole sentence in words that no list knows may well state a property; a word or two cannot.
  const words = value.split(/\s+/).filter((word) => /\w/.test(word)).length;
  return words < 4 ? { at: 0, end: value.length, reason: 'states no property and no threshold' } : undefined;
}
