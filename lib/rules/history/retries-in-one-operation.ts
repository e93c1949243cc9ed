import { historyRule } from '../rule.js';

/** DST514. */
export default historyRule({
  id: 'DST514',
  name: 'retries-in-one-operation',
  kind: 'retries-collapsed',
  summary: 'Each send of a request is an operation of its own.',
  why: 'A client library that sends again behind the recorder’s back makes one line of several operations. An earlier attempt that timed out may take effect after the one that was answered: the write comes back, and no line explains it.',
  help: 'switch the retries of the client off, or record each send as its own operation',
  examples: {
    failing: `{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":20,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null,"attempts":⟦3⟧}
`,
    passing: `{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":20,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null,"attempts":1}
`,
  },
});
