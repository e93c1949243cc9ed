import { historyRule } from '../rule.js';

/** DST508. */
export default historyRule({
  id: 'DST508',
  name: 'process-overlaps-itself',
  kind: 'overlapping-process',
  summary: 'A process has one operation in flight.',
  why: 'A process stands for one client that waits for each answer; checkers take the order of its operations for granted. Where a connection pool or several threads share one process_id, that order is an invention, and checkers report violations that are none, or miss some.',
  help: 'give every thread, task or connection that does not wait for another its own process_id',
  examples: {
    failing: `{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":30,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":2,"process_id":⟦"c1"⟧,"invoke_ts":20,"complete_ts":40,"op_type":"read","key":"x","input":null,"output":1,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
`,
    passing: `{"op_id":1,"process_id":"c1","invoke_ts":10,"complete_ts":30,"op_type":"write","key":"x","input":1,"output":null,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
{"op_id":2,"process_id":"c2","invoke_ts":20,"complete_ts":40,"op_type":"read","key":"x","input":null,"output":1,"error":null,"timeout_marker":false,"node_seen":"n1","fault_epoch":null}
`,
  },
});
