import { INJECTOR_WORD, OBSERVATION, VICTIM_SIGNAL } from '../../../vocabulary/evidence.js';
import { planRule } from '../../rule.js';
import {
  clauses,
  content,
  dueBlocks,
  isReason,
  placeOf,
  pointsElsewhere,
  quoted,
  reasonBehind,
  saysNone,
  sentences,
} from './support.js';

export default planRule({
  id: 'DST176',
  name: 'unproven-fault',
  severity: 'error',
  soundness: true,
  summary: "Landing evidence is missing, or is the injector's own word.",
  why: `Faults miss: a packet filter in the wrong namespace is accepted, returns 0 and drops nothing; a chaos experiment
is "Running" while its selector matches no pod; a paused process was not the leader any more. A run under a fault that
never hit is a run without a fault, and its PASS is the most convincing wrong answer that a test can give. Evidence
comes from the thing perturbed: a drop counter that moved inside the window, a PID that is gone, a term that rose.`,
  examples: {
    failing: `### Scenario S1: acknowledged_appends_survive_crash_of_any_node

- **Falsifies if it FAILs:** C1
- **Faults:** SIGKILL of a random node every 10 s

#### §7.M — Model / history / checker discipline

- **Nemesis + landing evidence:** process kill; ⟦the injector reported success⟧

### Scenario S3: retried_transfers_move_money_once_across_failover

- **Falsifies if it FAILs:** C3
- **Faults:** SIGKILL of the leader

#### §7.M — Model / history / checker discipline

- **Nemesis + landing evidence:** ⟦process kill of the leader between send and retry⟧
`,
    passing: `### Scenario S1: acknowledged_appends_survive_crash_of_any_node

- **Falsifies if it FAILs:** C1
- **Faults:** SIGKILL of a random node every 10 s

#### §7.M — Model / history / checker discipline

- **Nemesis + landing evidence:** process kill; the command returned 0 and the PID is gone from /proc
`,
  },
  check(plan, report, index) {
    for (const { scenario, block, owner } of dueBlocks(plan, index)) {
      const field = block.fields.find(({ key }) => key === 'nemesis');
      if (field === undefined || pointsElsewhere(field.value.value)) continue;
      const { value } = field.value;
      if (content(block.fields, 'nemesis') === undefined && !saysNone(value)) continue;
      const faults = content(scenario.fields, 'faults')?.value.value ?? '';
      const faultless = saysNone(faults);
      if (saysNone(value)) {
        if (faultless || faults === '' || isReason(reasonBehind(value), 4)) continue;
        report({
          range: placeOf(field),
          message: `${owner} injects faults (${quoted(faults, 40)}) and names no landing evidence: ${quoted(value)}`,
          help: 'name the nemesis and a signal of the thing perturbed, with its value before and inside the window',
          subject: `${owner}/§7.M/nemesis`,
        });
        continue;
      }
      const verdict = judge(value);
      if (verdict === undefined || (verdict.kind === 'nothing' && faultless)) continue;
      report({
        range: field.value.slice(verdict.at, verdict.end).visible,
        message:
          verdict.kind === 'word'
            ? `${owner}'s landing evidence is the injector's own word: ${quoted(field.value.slice(verdict.at, verdict.end))}`
            : `${owner} names a nemesis and no signal that it hit: ${quoted(field.value)}`,
        help: 'name a signal of the thing perturbed: a drop counter that moves, a PID that is gone, a term that rises',
        subject: `${owner}/§7.M/nemesis`,
      });
    }
  },
});

interface Verdict {
  readonly kind: 'word' | 'nothing';
  readonly at: number;
  readonly end: number;
}

/** Undefined where a signal of the victim is named. */
function judge(value: string): Verdict | undefined {
  const from = evidenceStart(value);
  let word: Verdict | undefined;
  let partial = false;
  for (const sentence of sentences(value.slice(from)))
    for (const clause of clauses(sentence.text)) {
      const injector = INJECTOR_WORD.some((pattern) => pattern.test(clause.text));
      if (VICTIM_SIGNAL.some((pattern) => pattern.test(clause.text)) || (!injector && OBSERVATION.test(clause.text))) {
        // "packet counter for the partition variant" says nothing about the other faults.
        if (!/\bfor the [\w-]+ (?:variant|fault|arm|case|part|half)\b/.test(sentence.text)) return undefined;
        partial = true;
      } else if (injector) {
        const at = from + sentence.at + clause.at;
        word ??= { kind: 'word', at, end: from + sentence.at + clause.end };
      }
    }
  return word ?? (partial ? undefined : { kind: 'nothing', at: 0, end: value.length });
}

/** Where the talk of evidence begins: behind "landing evidence", else behind the nemesis' name. */
function evidenceStart(value: string): number {
  const marker = /(?:\blanding(?: evidence| signal)?|\bevidence|\bproven by|\bproof)\b[\s:=—–-]*/i.exec(value);
  if (marker !== null && marker.index + marker[0].length < value.length - 5) return marker.index + marker[0].length;
  const cut = value.search(/[;:—–]|\.\s/);
  return cut === -1 || cut > value.length - 5 ? 0 : cut + 1;
}
