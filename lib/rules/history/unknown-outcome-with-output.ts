import { historyRule } from '../rule.js';

/** DST513. */
export default historyRule({
  id: 'DST513',
  name: 'unknown-outcome-with-output',
  kind: 'output-of-timeout',
  summary: 'An operation of unknown outcome has no output.',
  why: 'There is no answer to take an output from: what stands there is the value that was sent, a value of an earlier attempt, or a default of the client library. A checker that reads it takes a guess for an observation.',
  help: 'leave output null where no response came',
  examples: {
    failing: `{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":null,"op_type":"read","key":"x","input":null,"output":⟦3⟧,"error":null,"timeout_marker":true,"node_seen":"n1","fault_epoch":null}
`,
    passing: `{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":null,"op_type":"read","key":"x","input":null,"output":null,"error":null,"timeout_marker":true,"node_seen":"n1","fault_epoch":null}
`,
  },
});
