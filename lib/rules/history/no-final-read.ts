import { historyRule } from '../rule.js';

/** DST525. */
export default historyRule({
  id: 'DST525',
  name: 'no-final-read',
  kind: 'no-final-read',
  summary: 'With a durability claim, every key is read after its last write.',
  why: 'A write that nothing reads afterwards may be lost without a trace in the history: the checker calls it valid, because nothing contradicts it. The reads belong behind the last heal, by a client that was not there before.',
  help: 'read every key at the end, after the last fault was healed',
  examples: {
    failing: `model: register
claims: durability
{"op_id":1,"process_id":"c2","invoke_ts":1,"complete_ts":4,"op_type":"read","key":"x","input":null,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
⟦{"op_id":2,"process_id":"c1","invoke_ts":10,"complete_ts":20,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}⟧
`,
    passing: `model: register
claims: durability
{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":20,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":2,"process_id":"c2","invoke_ts":30,"complete_ts":40,"op_type":"read","key":"x","input":null,"output":1,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
`,
  },
});
