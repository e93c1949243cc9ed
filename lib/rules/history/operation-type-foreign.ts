import { historyRule } from '../rule.js';

/** DST522. */
export default historyRule({
  id: 'DST522',
  name: 'operation-type-foreign',
  kind: 'foreign-op-type',
  summary: 'The op_types of a history are those of its model.',
  why: 'A checker leaves out what its model does not know. An operation under another name is one that nobody judges, and a verdict on the rest is a verdict on a part. Where the checker’s record beside the history says that every line was consumed, nothing was left out.',
  help: 'name the operations as the model does, or record the others in a history of their own',
  examples: {
    failing: `model: queue
{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":20,"op_type":⟦"push"⟧,"key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":2,"process_id":"c2","invoke_ts":30,"complete_ts":40,"op_type":"dequeue","key":"x","input":null,"output":1,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
`,
    passing: `model: queue
{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":20,"op_type":"enqueue","key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":2,"process_id":"c2","invoke_ts":30,"complete_ts":40,"op_type":"dequeue","key":"x","input":null,"output":1,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
`,
  },
});
