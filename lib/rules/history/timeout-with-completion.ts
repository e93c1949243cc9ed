import { historyRule } from '../rule.js';

/** DST512. */
export default historyRule({
  id: 'DST512',
  name: 'timeout-with-completion',
  kind: 'completed-timeout',
  summary: 'An operation that timed out has no complete_ts.',
  why: 'The moment at which the client gave up is no completion: the server may act on the request later. As a complete_ts it shrinks the interval in which the write may take effect, and a correct system is called wrong. It also counts a timeout as an answer.',
  help: 'leave complete_ts null where no response came',
  examples: {
    failing: `{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":⟦5010⟧,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":true,"node_seen":"n1","fault_epoch":null}
`,
    passing: `{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":null,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":true,"node_seen":"n1","fault_epoch":null}
`,
  },
});
