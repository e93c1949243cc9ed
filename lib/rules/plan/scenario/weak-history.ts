import type { ModelName } from '../../../vocabulary/models.js';
import { CHECKERS } from '../../../vocabulary/models.js';
import { planRule } from '../../rule.js';
import { content, dueBlocks, mention, placeOf, pointsElsewhere, quoted, sentences } from './support.js';

export default planRule({
  id: 'DST179',
  name: 'weak-history',
  severity: 'warning',
  summary: 'An operation history lacks what its checker reads, or takes its times from clocks that cannot be compared.',
  why: `A linearizability checker orders operations by the intervals between invocation and completion; without both
times every order is allowed and nothing can fail. Wall clocks of two hosts differ by milliseconds, and a server's
receive time is neither end of the interval: both make false violations and hide true ones. One recorder process with
one clock, or intervals widened by the measured error, is right. The default fields of the operation history carry all
that the built-in checkers need.`,
  examples: {
    failing: `### Scenario S2: reads_stay_linearizable_while_the_leader_is_isolated

- **Falsifies if it FAILs:** C2

#### §7.M — Model / history / checker discipline

- **Model under test:** register
- **Operation history:** ⟦key and value of each write⟧
- **Checker:** linearizability (Porcupine) per account
`,
    passing: `### Scenario S2: reads_stay_linearizable_while_the_leader_is_isolated

- **Falsifies if it FAILs:** C2

#### §7.M — Model / history / checker discipline

- **Model under test:** register
- **Operation history:** key, value, invoke_ts and complete_ts of each operation, from one recorder process
- **Checker:** linearizability (Porcupine) per account
`,
  },
  check(plan, report, index) {
    for (const { block, owner } of dueBlocks(plan, index)) {
      const field = content(block.fields, 'history');
      if (field === undefined || pointsElsewhere(field.value.value)) continue;
      const text = field.value.value.toLowerCase().replace(/\s+/g, ' ');
      const clock = sentences(text).find((one) => WALL_CLOCK.test(one.text) && !CLOCK_HANDLED.test(one.text));
      if (clock !== undefined)
        report({
          range: field.value.slice(clock.at, clock.end).visible,
          message: `${owner} takes its times from clocks that cannot be compared: ${quoted(field.value.slice(clock.at, clock.end))}`,
          help: 'record in one process with one clock, or widen each interval by the measured error of the clocks',
          subject: `${owner}/§7.M/history/clock`,
        });
      if (COMPLETE.test(text)) continue;
      const checker = content(block.fields, 'checker')?.value.value.toLowerCase() ?? '';
      const lacks: string[] = [];
      const timed =
        mention(checker, CHECKERS.linearizability.words) === 'named' ||
        mention(checker, CHECKERS.session.words) === 'named';
      if (timed && !TIMES.test(text)) lacks.push('the times of invocation and completion');
      for (const { name } of block.model?.names ?? []) {
        const need = NEEDS[name];
        if (need !== undefined && !need.words.test(text)) lacks.push(need.what);
      }
      if (lacks.length === 0 && text.split(' ').length < 3) lacks.push('anything in particular');
      if (lacks.length === 0) continue;
      report({
        range: placeOf(field),
        message: `${owner}'s history does not say that it records ${lacks.join(' and ')}`,
        help: 'record the default fields, and what the model needs besides',
        subject: `${owner}/§7.M/history`,
      });
    }
  },
});

/** Schemas that are complete by their own definition. */
const COMPLETE =
  /\bdefault\b|\b(?:all )?(?:11|eleven|12|twelve)[- ]fields?\b|\bstandard\b|\bjepsen\b|\belle'?s?\b|\bporcupine\b|\bfull (?:schema|history)\b/;
const TIMES =
  /\b(?:invo\w+|start\w*|begin\w*|call|sent|send|request)\b.{0,60}\b(?:complet\w*|end\w*|return\w*|response|answer\w*|reply|received?|ack\w*|done)\b|\btimestamps?\b|\b_ts\b|\w_ts\b|\btimes?\b|\bintervals?\b|\bwhen\b|\bduration\b/;
const WALL_CLOCK =
  /\bwall[- ]?clocks?\b|\bclock_realtime\b|\bgettimeofday\b|\bsystem time\b|\bntp\b|\b(?:server|broker|node)(?:'s|s')? (?:receive|receipt|arrival|log) (?:time|timestamp)s?\b|\beach client'?s (?:own )?(?:monotonic )?clock\b/;
const CLOCK_HANDLED =
  /\b(?:widen\w*|offsets?|error|uncertainty|not|never|no|one recorder|single (?:process|recorder|host)|one (?:process|host|clock)|same (?:process|host)|in[- ]process|only for)\b/;

/** What a model's history must show beside the times. */
const NEEDS: Partial<Record<ModelName, { readonly words: RegExp; readonly what: string }>> = {
  'membership-table': {
    words: /\b(?:nodes?|members?|views?|replicas?|peers?|leaders?|servers?)\b|node_|peers_/,
    what: 'which node saw which view',
  },
  ledger: {
    words:
      /\b(?:keys?|ids?|identifiers?|input|accounts?|balances?|entries|entry|fields|amounts?|tokens?)\b|_id\b|_key\b/,
    what: 'the idempotency key of each operation',
  },
};
