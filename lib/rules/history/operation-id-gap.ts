import { historyRule } from '../rule.js';

/** DST506. */
export default historyRule({
  id: 'DST506',
  name: 'operation-id-gap',
  kind: 'op-id-gap',
  summary: 'Every op_id counts up from 1 (or 0) without gaps.',
  why: 'An operation that was dropped between recorder and file may be the acknowledged write that the system lost, and nothing else in the file would show it. Numbers without gaps make a dropped line visible. Ids that are names or hashes cannot show it.',
  help: 'number operations when they are invoked, and write every one of them, whatever its outcome',
  examples: {
    failing: `{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":20,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":2,"process_id":"c2","invoke_ts":30,"complete_ts":40,"op_type":"read","key":"x","input":null,"output":1,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
⟦{"op_id":5,"process_id":"c3","invoke_ts":50,"complete_ts":60,"op_type":"read","key":"x","input":null,"output":1,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}⟧
`,
    passing: `{"op_id":2,"process_id":"c2","invoke_ts":30,"complete_ts":40,"op_type":"read","key":"x","input":null,"output":1,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":20,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":3,"process_id":"c3","invoke_ts":50,"complete_ts":60,"op_type":"read","key":"x","input":null,"output":1,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
`,
  },
});
